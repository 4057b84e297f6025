import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { commandLine } from '../../shared/local-servers/server-process.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { runJest } from './jest-step.ts';
import type { Outcome } from './test-results.ts';

const sequencer = createRequire(import.meta.url).resolve('@jest/test-sequencer');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jest-step-'));
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(join(folder, 'jest.config.json'), '{"testTimeout": 600000}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const never = new AbortController().signal;

/** What it prints looks like results of this run, which it is not. */
const run = async (limit: AbortSignal, forgiven: number | undefined): Promise<Outcome> => {
  const output = openSync(join(folder, 'output'), 'w');
  const options = ['--rootDir', folder, '--config', join(folder, 'jest.config.json'), '--runInBand'];
  const around = { results: folder, env: {}, interrupted: never, forgiven, output, say: () => undefined };
  const outcome = await runJest({ name: 'step', options, files: [], limit }, around);
  closeSync(output);
  return outcome;
};
const named = (files: readonly string[]): (string | undefined)[] => files.map((file) => file.split('/').at(-1));

const uncertain = `const { existsSync, writeFileSync } = require('node:fs');
  const mark = __filename + '.ran';
  test('sure', () => undefined);
  test('unsure', () => { const second = existsSync(mark); writeFileSync(mark, ''); expect(second).toBe(true); });`;

test('a file that fails once and passes alone is named and counted once; one that fails twice has failed', async () => {
  write('uncertain.test.js', uncertain);
  write('broken.test.js', `test('never', () => expect(1).toBe(2)); test('always', () => undefined)`);
  write('unloadable.test.js', `require('./nowhere')`);
  const { counts, flaky, files } = await run(never, 2);
  expect(named(flaky)).toEqual(['uncertain.test.js']);
  expect(counts).toEqual({ passed: 3, failed: 2, skipped: 0 });
  expect(files).toHaveLength(3);
});

test('outside of a machine nothing is run again', async () => {
  write('uncertain.test.js', uncertain);
  expect(await run(never, undefined)).toMatchObject({ counts: { passed: 1, failed: 1, skipped: 0 }, flaky: [] });
});

test('a run that is cut keeps what had finished, names the file it was in, and leaves no process behind', async () => {
  write('a-quick.test.js', `test('quick', () => undefined); test.skip('not now', () => undefined)`);
  // As a service is started: in a group of its own, which a signal to ours does not reach; it does not care to be asked, either.
  write(
    'b-hangs.test.js',
    `test('hangs', async () => {
      const program = 'process.on("SIGTERM", () => undefined); require("node:fs").writeFileSync(process.argv[1], String(process.pid)); setInterval(() => undefined, 1000)';
      const child = require('node:child_process').spawn(process.execPath, ['-e', program, ${JSON.stringify(join(folder, 'pid'))}], { detached: true, stdio: 'ignore' });
      await new Promise(() => undefined);
    })`,
  );
  // Jest begins with the larger file, unless it knows better.
  write(
    'sequencer.cjs',
    `const { default: S } = require(${JSON.stringify(sequencer)}); module.exports = class extends S { sort(tests) { return tests.toSorted((a, b) => a.path < b.path ? -1 : 1); } };`,
  );
  write('jest.config.json', JSON.stringify({ testTimeout: 600_000, testSequencer: join(folder, 'sequencer.cjs') }));
  const limit = new AbortController();
  const running = run(limit.signal, 2);
  const pid = await waitFor(
    'the hanging test to have its process',
    () => existsSync(join(folder, 'pid')) && Number(readFileSync(join(folder, 'pid'), 'utf8')),
  );
  limit.abort();
  const { counts, words } = await running;
  expect(counts).toEqual({ passed: 1, failed: 1, skipped: 1 });
  expect(words).toEqual([expect.stringMatching(/^cut in .*b-hangs\.test\.js$/)]);
  expect(commandLine(pid)).toBe('');
});
