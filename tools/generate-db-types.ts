/**
 * node tools/generate-db-types.ts [--check] [service ...]
 * Makes services/<name>/src/generated/db-types.ts from schema.prisma; with --check says which is out of date instead.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prisma, serviceFolder } from '../shared/database/prisma-cli.ts';
import { serviceNames } from '../shared/database/urls.ts';

const typesFile = (service: string): string => join(serviceFolder(service), 'src/generated/db-types.ts');
const schemaFile = (service: string): string => join(serviceFolder(service), 'prisma/schema.prisma');

export async function generateTypes(service: string): Promise<void> {
  const undated = datesWithoutType(readFileSync(schemaFile(service), 'utf8'));
  if (undated.length > 0)
    throw new Error(`${service}: a date-only field is text at run time, so write /// @kyselyType(string) above ${undated.join(', ')}`);
  await prisma(service, ['generate']);
}

/** Prisma calls a date-only column DateTime, and the generator believes it. */
export function datesWithoutType(schema: string): string[] {
  const lines = schema.split('\n');
  return lines
    .filter(
      (line, index) => line.includes('@db.Date') && !line.trim().startsWith('//') && !(lines[index - 1] ?? '').includes('@kyselyType('),
    )
    .map((line) => line.trim().split(/\s+/)[0] ?? '');
}

/** Whether the committed types are what the schema gives today. Nothing in the tree is written. */
export async function typesAreCurrent(service: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-types-'));
  try {
    const schema = join(folder, 'schema.prisma');
    writeFileSync(schema, readFileSync(schemaFile(service), 'utf8').replace('"../src/generated"', '"./generated"'));
    await prisma(service, ['generate', '--schema', schema]);
    return readFileSync(typesFile(service), 'utf8') === readFileSync(join(folder, 'generated/db-types.ts'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const check = process.argv.includes('--check');
  const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  for (const service of named.length > 0 ? named : serviceNames) {
    if (!check) await generateTypes(service);
    else if (!(await typesAreCurrent(service))) {
      console.error(`${service}: db-types.ts is out of date, run: npm run generate -w services/${service}`);
      process.exitCode = 1;
    }
  }
}
