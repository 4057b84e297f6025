import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './config.ts';
import type { FileResult } from './test-results.ts';

type Times = Readonly<{ ms: number; setUpMs: number; cases: number; longestCaseMs: number; at: string }>;

const STORED = join(ROOT, '.data/test-times.json');
const SLOWEST = 20;
/** A set-up beyond this is a start that could be shared; a case beyond it says in a comment why it must be so long. */
const LONG_MS = 3_000;

/** Keeps how long each file took when it last ran; files that are gone are forgotten. */
export function keepTimes(files: readonly FileResult[], at: Date, stored = STORED): void {
  const known = existsSync(stored) ? (JSON.parse(readFileSync(stored, 'utf8')) as Record<string, Times>) : {};
  const now = files.map(({ file, ms, setUpMs, cases }) => [
    file,
    { ms, setUpMs, cases: cases.length, longestCaseMs: Math.max(0, ...cases.map((one) => one.ms)), at: at.toISOString() },
  ]);
  const all = Object.entries({ ...known, ...Object.fromEntries(now) }).filter(([file]) => existsSync(join(ROOT, file)));
  mkdirSync(dirname(stored), { recursive: true });
  writeFileSync(stored, `${JSON.stringify(Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`);
}

/** The slowest files of a run, and what in them is long. */
export function timesOf(files: readonly FileResult[]): string[] {
  const slowest = files.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST);
  const longSetUps = files.filter(({ setUpMs }) => setUpMs > LONG_MS).toSorted((a, b) => b.setUpMs - a.setUpMs);
  const longCases = files
    .flatMap(({ file, cases }) => cases.map((one) => ({ ...one, file })))
    .filter(({ ms }) => ms > LONG_MS)
    .toSorted((a, b) => b.ms - a.ms);
  return [
    ...section(
      `The ${slowest.length} slowest of ${files.length} files`,
      slowest.map(({ file, ms }) => `${seconds(ms)}  ${file}`),
    ),
    ...section(
      'Set-ups over 3 s',
      longSetUps.map(({ file, setUpMs }) => `${seconds(setUpMs)}  ${file}`),
    ),
    ...section(
      'Cases over 3 s',
      longCases.slice(0, SLOWEST).map(({ file, title, ms }) => `${seconds(ms)}  ${file}: ${title}`),
    ),
  ];
}

const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', title, ...lines]);

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`.padStart(9);
