import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runStreaming } from './child.ts';
import { ROOT } from './config.ts';

/**
 * `node tools/red-on.mjs <commit>`: copies the tests named after faults ("F3: …") onto that commit and runs them there. A test that
 * is green on the faulty code proves nothing: it is printed, and the run fails. A file that cannot even be loaded there is red.
 * End-to-end tests need that commit's web build, and run with `--browser`.
 */
const FAULT = /^[UKFH]\d+\b/;
const named = /\b(?:test|it|describe)\b[^'"`\n]*['"`][UKFH]\d+\b/;

type Result = Readonly<{ testResults: readonly FileResult[] }>;
type FileResult = Readonly<{ name: string; assertionResults: readonly Readonly<{ fullName: string; status: string }>[] }>;

const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });

const faultTests = (browser: boolean): string[] =>
  git('ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts')
    .split('\n')
    .filter((path) => path !== '' && (browser || !path.endsWith('.e2e.test.ts')) && !path.endsWith('.deploy.test.ts'))
    .filter((path) => existsSync(join(ROOT, path)) && named.test(readFileSync(join(ROOT, path), 'utf8')));

/** The packages are shared; our own come from the commit, or its tests would be run against the code of today. */
const linkPackages = (at: string): void => {
  const [from, to] = [join(ROOT, 'node_modules'), join(at, 'node_modules')];
  mkdirSync(join(to, '@crm-gtd'), { recursive: true });
  for (const name of readdirSync(from)) if (name !== '@crm-gtd') symlinkSync(join(from, name), join(to, name));
  for (const name of readdirSync(join(at, 'services'))) symlinkSync(join(at, 'services', name), join(to, '@crm-gtd', name));
  for (const name of ['shared', 'web']) symlinkSync(join(at, name), join(to, '@crm-gtd', name));
  for (const path of ['services/gateway', 'shared']) {
    const own = join(ROOT, path, 'node_modules');
    if (existsSync(own)) symlinkSync(own, join(at, path, 'node_modules'));
  }
};

const greenIn = (file: string, at: string): string[] =>
  (JSON.parse(readFileSync(file, 'utf8')) as Result).testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ fullName, status }) => status === 'passed' && FAULT.test(fullName.replace(/^.*?(?=\b[UKFH]\d+:)/, '')))
      .map(({ fullName }) => `${name.slice(at.length + 1)}: ${fullName}`),
  );

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { browser: { type: 'boolean', default: false } }, allowPositionals: true });
  const commit = git('rev-parse', '--verify', `${positionals[0] ?? 'HEAD'}^{commit}`).trim();
  const tests = faultTests(values.browser);
  const at = join(ROOT, '.data', 'red-on');
  rmSync(at, { recursive: true, force: true });
  git('worktree', 'prune');
  git('worktree', 'add', '--quiet', '--detach', at, commit);
  try {
    for (const path of tests) {
      mkdirSync(dirname(join(at, path)), { recursive: true });
      cpSync(join(ROOT, path), join(at, path));
    }
    linkPackages(at);
    const result = join(at, 'result.json');
    const jest = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', join(ROOT, 'node_modules/jest/bin/jest.js')];
    const asked = [
      '--rootDir',
      at,
      '--ci',
      '--silent',
      '--json',
      '--outputFile',
      result,
      '-t',
      '\\b[UKFH]\\d+:',
      '--runTestsByPath',
      ...tests,
    ];
    await runStreaming(['node', ...jest, ...asked], { cwd: at, env: {}, signal: new AbortController().signal });
    const green = greenIn(result, at);
    process.stdout.write(`\n${tests.length} files with tests of faults, on ${commit.slice(0, 7)}\n`);
    process.stdout.write(green.length === 0 ? 'None is green there.\n' : `Green there, so they prove nothing:\n  ${green.join('\n  ')}\n`);
    process.exitCode = green.length === 0 ? 0 : 1;
  } finally {
    git('worktree', 'remove', '--force', at);
  }
}

await main();
