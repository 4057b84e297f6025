import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A rule that can be waved away in a comment is not a rule: exceptions are written into its configuration, where they are reviewed. */
const SILENCERS = ['biome', 'eslint', 'ts', 'prettier'].flatMap((tool) => [
  `${tool}-ignore`,
  `${tool}-disable`,
  `${tool}-nocheck`,
  `${tool}-expect-error`,
]);
const OWN_FILE = 'tools/lint/no-silencing.ts';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.mjs'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== OWN_FILE && existsSync(path));

const found = files.flatMap((path) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line, index) => SILENCERS.filter((word) => line.includes(word)).map((word) => `${path}:${index + 1} ${word}`)),
);

if (found.length > 0) {
  console.error(`Rules are not silenced in comments:\n${found.join('\n')}`);
  process.exit(1);
}
