import { contractFile, modelText } from './contract-template.ts';
import { type SliceNames, tableOf } from './names.ts';
import { sliceFiles } from './slice-templates.ts';
import { wired } from './wiring.ts';

export type Edit = Readonly<{ path: string; change: (text: string) => string }>;

/** Before the first line that matches, or not at all. */
const before =
  (pattern: RegExp, line: string) =>
  (text: string): string =>
    text.replace(pattern, (found) => `${line}${found}`);

type Messages = { errors: Record<string, string>; events: Record<string, Record<string, Record<string, string>>> };

const englishOf = ({ thing, Thing }: SliceNames) => ({
  missing: `This ${thing} does not exist or was deleted.`,
  told: { created: `${Thing} added`, updated: `${Thing} changed: {fields}`, deleted: `${Thing} deleted`, restored: `${Thing} restored` },
});
const polish = {
  missing: 'Nie ma takiego zapisu albo został usunięty.',
  told: { created: 'Dodano zapis', updated: 'Zmieniono zapis: {fields}', deleted: 'Usunięto zapis', restored: 'Przywrócono zapis' },
};

const texts = (locale: 'pl' | 'en', names: SliceNames): Edit => ({
  path: `web/messages/${locale}.json`,
  change: (json) => {
    const messages = JSON.parse(json) as Messages;
    const { missing, told } = locale === 'pl' ? polish : englishOf(names);
    messages.errors[names.notFound] = missing;
    messages.events[names.service] = { ...messages.events[names.service], [names.thing]: told };
    return `${JSON.stringify(messages, null, 2)}\n`;
  },
});

/** What a new slice changes in files that are there: each must change, or the generator no longer knows the house. */
export const sliceEdits = (names: SliceNames): readonly Edit[] => {
  const { service, things, thing, notFound } = names;
  return [
    {
      path: 'shared/contracts/registry.ts',
      change: (text) =>
        text
          .replace(/\nimport \* as/, `\nimport * as ${things} from './${service}/${things}.ts';\nimport * as`)
          .replace(/(const modules[^=]*= \[)/, `$1\n  ${things},`),
    },
    {
      path: 'shared/contracts/permissions.ts',
      change: before(
        /\} as const satisfies Record<string, readonly Role\[\]>/,
        `  '${service}.${things}:read': roles,\n  '${service}.${things}:write': member,\n`,
      ),
    },
    {
      path: 'shared/errors/codes.ts',
      change: before(/ {2}\/\/ messaging\n/, `  ${notFound}: entry('notFound', 'No such ${thing}.'),\n`),
    },
    { path: `services/${service}/prisma/schema.prisma`, change: (text) => `${text.trimEnd()}\n${modelText(names, tableOf(names))}` },
    { path: `services/${service}/src/service.ts`, change: (text) => wired(text, names) },
    texts('pl', names),
    texts('en', names),
    {
      path: 'web/api/freshness.ts',
      change: (text) => text.replace(/(slicesOfAggregate[^=]*= \{\n)/, `$1  ${thing}: ['${service}.${things}'],\n`),
    },
    {
      path: 'e2e/two-tenants.e2e.test.ts',
      change: (text) =>
        text.replace(
          /(const makeForeignThings[\s\S]*?)( {2}return \{\n)/,
          `$1  const ${thing}Id = await make('/${things}', { name: 'Cudze' });\n$2    ${thing}Id,\n`,
        ),
    },
  ];
};

/** The files a new slice brings, by path. */
export const newFiles = (names: SliceNames): Record<string, string> => ({
  [`shared/contracts/${names.service}/${names.things}.ts`]: contractFile(names),
  ...Object.fromEntries(
    Object.entries(sliceFiles(names)).map(([file, text]) => [`services/${names.service}/src/${names.things}/${file}`, text]),
  ),
});
