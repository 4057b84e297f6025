/**
 * npm run new:slice -- <service> <things> [<thing>]
 * Writes a working slice with its contract, permissions, error code, texts, model, migration and tests, and wires it into its service.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractFile, modelText } from './new-slice/contract-template.ts';
import { sliceNames, tableOf } from './new-slice/names.ts';
import { sliceFiles } from './new-slice/slice-templates.ts';

const root = join(import.meta.dirname, '..');
const names = sliceNames(...(process.argv.slice(2) as [string, string, string | undefined]));
const { service, things, thing, Thing, notFound } = names;

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

/** Before the first line that matches, or not at all. */
const before =
  (pattern: RegExp, line: string) =>
  (text: string): string =>
    text.replace(pattern, (found) => `${line}${found}`);

const addText = (locale: 'pl' | 'en', text: string): void =>
  edit(`web/messages/${locale}.json`, (json) => {
    const messages = JSON.parse(json) as { errors: Record<string, string> };
    messages.errors[notFound] = text;
    return `${JSON.stringify(messages, null, 2)}\n`;
  });

write(`shared/contracts/${service}/${things}.ts`, contractFile(names));
for (const [file, text] of Object.entries(sliceFiles(names))) write(`services/${service}/src/${things}/${file}`, text);
edit('shared/contracts/registry.ts', (text) =>
  text
    .replace(/\nimport \* as/, `\nimport * as ${things} from './${service}/${things}.ts';\nimport * as`)
    .replace(/(const modules[^=]*= \[)/, `$1\n  ${things},`),
);
edit(
  'shared/contracts/permissions.ts',
  before(
    /\} as const satisfies Record<string, readonly Role\[\]>/,
    `  '${service}.${things}:read': roles,\n  '${service}.${things}:write': member,\n`,
  ),
);
edit('shared/errors/codes.ts', before(/ {2}\/\/ messaging\n/, `  ${notFound}: entry('notFound', 'No such ${thing}.'),\n`));
edit(`services/${service}/prisma/schema.prisma`, (text) => `${text.trimEnd()}\n${modelText(names, tableOf(names))}`);
edit(`services/${service}/src/service.ts`, (text) =>
  text
    .replace(/\nexport const /, (found) => `\nimport { ${things}Module } from './${things}/${things}.module.ts';\n${found}`)
    .replace(/(const slices = \[|actions: \[)/, (found) =>
      found.startsWith('const')
        ? `${found}\n      ${things}Module({ db, clock }),`
        : `${found}\n        ...${things}Module({ db, clock }).actions,`,
    ),
);
addText('pl', 'Nie ma takiego zapisu albo został usunięty.');
addText('en', `This ${thing} does not exist or was deleted.`);

const node = (...args: string[]): void => void execFileSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
node('tools/new-migration.ts', service, tableOf(names));
node(
  'node_modules/@biomejs/biome/bin/biome',
  'check',
  '--write',
  `services/${service}/src`,
  `shared/contracts/${service}/${things}.ts`,
  'shared/contracts/registry.ts',
);
node('tools/generate.ts');
process.stdout.write(`\n${Thing}: services/${service}/src/${things}. Try it: npm run jest -- services/${service}/src/${things}\n`);
