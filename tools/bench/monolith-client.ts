import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prisma, serviceFolder } from '../../shared/database/prisma-cli.ts';
import { ROOT } from '../run/config.ts';

const folder = join(ROOT, '.data/bench/prisma');

const generator = `generator client {
  provider               = "prisma-client"
  output                 = "./client"
  engineType             = "client"
  runtime                = "nodejs"
  moduleFormat           = "esm"
  generatedFileExtension = "ts"
  importFileExtension    = "ts"
}`;

/** Makes a Prisma Client of crm's own schema, for the bench alone and never kept: the product has none. Answers its file. */
export async function generateClient(): Promise<string> {
  const schema = readFileSync(join(serviceFolder('crm'), 'prisma/schema.prisma'), 'utf8');
  const made = schema.replace(/^generator \w+ \{[^}]*\}/m, generator);
  if (made === schema) throw new Error('The generator block of the crm schema was not found');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'schema.prisma');
  writeFileSync(file, made);
  await prisma('crm', ['generate', '--schema', file]);
  return join(folder, 'client/client.ts');
}
