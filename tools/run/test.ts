import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startStack } from '../../shared/testing/start-stack.ts';
import { runStreaming } from './child.ts';
import { findOrInstallChromium } from './chromium.ts';
import { provideServers } from './install-servers.ts';
import { provideOperationsTools } from './operations-tools.ts';
import { oncePerSecond } from './progress.ts';
import { type Counts, countsOf, sum } from './test-counts.ts';

/** `npm test` runs all steps in this order; `npm test -- unit lint` only those named. */
const STEPS: readonly Step[] = [
  { name: 'generated', title: 'Generated files are current', command: ['node', 'tools/generate.ts', '--check'] },
  { name: 'type-check', title: 'Types', command: ['npm', 'run', '--silent', 'type-check'] },
  { name: 'lint', title: 'Lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'boundaries', title: 'Boundaries', command: ['npm', 'run', '--silent', 'boundaries'] },
  { name: 'build', title: 'Web build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'unit', title: 'Unit tests', jest: 'unit' },
  { name: 'int', title: 'Integration tests', jest: 'int', needs: 'servers' },
  { name: 'ops', title: 'Operations tests', jest: 'ops', needs: 'tools' },
  { name: 'e2e', title: 'End-to-end tests', jest: 'e2e', needs: 'browser' },
];

type Step = Readonly<{ name: string; title: string }> & (Readonly<{ command: readonly [string, ...string[]] }> | JestStep);
type JestStep = Readonly<{ jest: 'unit' | 'int' | 'ops' | 'e2e'; needs?: 'servers' | 'tools' | 'browser' }>;

const STEP_MS = 25 * 60_000;

async function main(): Promise<void> {
  const { positionals } = parseArgs({ args: process.argv.slice(2), allowPositionals: true });
  const steps = STEPS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());
  const results = mkdtempSync(join(tmpdir(), 'crm-gtd-results-'));
  const counts: Counts[] = [];
  const failed: string[] = [];
  try {
    await using surroundings = await prepare(steps);
    for (const step of steps) {
      if (interrupted.signal.aborted) break;
      const result = await runStep(step, { results, env: surroundings.env, signal: interrupted.signal });
      counts.push(result);
      if (result.failed > 0) failed.push(step.title);
    }
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
  report(sum(counts), failed, interrupted.signal.aborted);
}

type Surroundings = AsyncDisposable & { env: Record<string, string> };

/** Only what the chosen steps need is looked for, installed and started. */
async function prepare(steps: readonly Step[]): Promise<Surroundings> {
  const needs = new Set(steps.flatMap((step) => ('jest' in step && step.needs !== undefined ? [step.needs] : [])));
  if (needs.size === 0) return { env: {}, [Symbol.asyncDispose]: async () => undefined };
  heading('Servers for the tests');
  await provideServers(['postgres', 'nats', 'redis'], progress, { docker: false });
  if (needs.has('tools')) await provideOperationsTools(progress);
  const browser = needs.has('browser') ? { CHROMIUM_PATH: await findOrInstallChromium(progress) } : {};
  const stack = await startStack();
  return {
    env: { ...browser, TEST_POSTGRES_URL: stack.postgresAdminUrl, TEST_NATS_URL: stack.natsUrl, TEST_REDIS_URL: stack.redisUrl },
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

type Context = Readonly<{ results: string; env: Record<string, string>; signal: AbortSignal }>;

async function runStep(step: Step, { results, env, signal }: Context): Promise<Counts> {
  heading(step.title);
  const started = performance.now();
  const resultFile = join(results, `${step.name}.json`);
  mkdirSync(results, { recursive: true });
  const command = 'jest' in step ? jestCommand(step.jest, resultFile) : step.command;
  const code = await runStreaming(command, { env, signal: AbortSignal.any([signal, AbortSignal.timeout(STEP_MS)]) });
  const counts = 'jest' in step ? countsOf(resultFile, code) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const took = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${counts.failed === 0 ? '✔' : '✖'} ${step.title}: ${counts.passed} passed, ${counts.failed} failed  [${took} s]`);
  return counts;
}

function jestCommand(project: string, resultFile: string): [string, ...string[]] {
  const node = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
  // The whole product runs once per e2e file: two at a time would only fight for the processor.
  const oneByOne = project === 'e2e' || project === 'ops' ? ['--runInBand'] : [];
  return ['node', ...node, '--ci', '--selectProjects', project, '--json', '--outputFile', resultFile, '--passWithNoTests', ...oneByOne];
}

function report(total: Counts, failed: readonly string[], aborted: boolean): void {
  if (aborted) console.log('\nInterrupted.');
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  process.exitCode = total.failed > 0 || aborted || total.passed === 0 ? 1 : 0;
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
}

function heading(title: string): void {
  console.log(`\n▶ ${title}`);
}

const progress = oncePerSecond((line) => console.log(`  ${line}`));

await main();
