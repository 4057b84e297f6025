/**
 * npm run new:slice -- <service> <things> [<thing>]
 * Writes a working slice with its contract, permissions, error code, texts, model, migration and tests, and wires it into its service.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFiles, sliceEdits } from './new-slice/edits.ts';
import { sliceNames, tableOf } from './new-slice/names.ts';

const root = join(import.meta.dirname, '..');
const names = sliceNames(...(process.argv.slice(2) as [string, string, string | undefined]));
const { service, things, Thing } = names;

const edit = (path: string, change: (text: string) => string): void => {
  const before = readFileSync(join(root, path), 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${path} has no place for the new slice: add it by hand`);
  writeFileSync(join(root, path), after);
};

const write = (path: string, text: string): void => {
  if (existsSync(join(root, path))) throw new Error(`${path} is there already`);
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};

for (const [path, text] of Object.entries(newFiles(names))) write(path, text);
for (const { path, change } of sliceEdits(names)) edit(path, change);

const node = (...args: string[]): void => void execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
node('tools/new-migration.ts', service, tableOf(names));
node(
  'node_modules/@biomejs/biome/bin/biome',
  'check',
  '--write',
  `services/${service}/src`,
  `shared/contracts/${service}/${things}.ts`,
  'shared/contracts/registry.ts',
  'web/api/freshness.ts',
  'e2e/two-tenants.e2e.test.ts',
);
node('tools/generate.ts');
process.stdout.write(`\n${Thing}: services/${service}/src/${things}. Try it: npm run jest -- services/${service}/src/${things}\n`);
