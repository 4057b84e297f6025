/** A file made from the code: written by `npm run generate:docs`, compared by `npm test`, never edited. */
export type GeneratedFile = Readonly<{ path: string; make: () => Promise<string> }>;

export const heading = (title: string, source: string): string =>
  `# ${title}\n\nGenerated from \`${source}\` by \`npm run generate:docs\`. Do not edit.\n\n`;

export const cell = (value: unknown): string =>
  String(value ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');

export const table = (columns: readonly string[], rows: readonly (readonly unknown[])[]): string =>
  [columns, columns.map(() => '---'), ...rows]
    .map((row) => `| ${row.map(cell).join(' | ')} |`)
    .join('\n')
    .concat('\n');
