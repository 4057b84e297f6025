import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { searchPath } from '../shared/local-servers/config.ts';

const ROOT = resolve(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

/** Turborepo starts these, which has Node 24 first on its PATH by then. */
const startedByTurbo = /:root$/;
/** Plain JavaScript that older versions of Node know, and no package. */
const plain = ['node tools/docker.mjs '];

test('H: every command brings the Node it needs', () => {
  const commands = Object.entries(scripts).filter(([name]) => !startedByTurbo.test(name));
  const bare = commands.filter(([, command]) => !['node tools/node.mjs ', ...plain].some((start) => command.startsWith(start)));
  expect(bare).toEqual([]);
});

test('every command of the README exists', () => {
  const named = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

const versionOf = (node: string): number =>
  Number.parseInt(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.replace('v', ''), 10);
const older = [...searchPath(), '/usr/bin', '/usr/local/bin']
  .map((folder) => join(folder, 'node'))
  .filter((node) => existsSync(node) && versionOf(node) < 24);

/** Each stops before it does anything, with words that only its TypeScript has. */
const stopping: [script: string, args: string[], words: RegExp][] = [
  ['bench', ['--no-such-option'], /Unknown option '--no-such-option'/],
  ['faults', ['--no-such-option'], /Unknown option '--no-such-option'/],
  ['migration', [], /Usage: npm run migration/],
  ['new:slice', [], /Name one of the services/],
  ['test', ['no-such-step'], /No step no-such-step/],
  ['jest', ['--version'], /^\d+\.\d+\.\d+/m],
  ['boundaries', ['--version'], /^\d+\.\d+\.\d+/m],
];

/** A machine whose only Node is new enough shows nothing here, and needs nothing. */
test('H: commands that start TypeScript do so under the older Node of this machine, where it has one', () => {
  const [node] = older;
  for (const [script, args, words] of node === undefined ? [] : stopping) {
    const [, ...command] = (scripts[script] ?? '').split(' ');
    const { stdout, stderr } = spawnSync(node as string, [...command, ...args], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { PATH: ['/usr/bin', '/bin', '/usr/local/bin'].join(delimiter) },
    });
    expect([script, stdout + stderr]).toEqual([script, expect.stringMatching(words)]);
  }
});
