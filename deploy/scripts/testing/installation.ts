import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testName } from '../../../shared/testing/config.ts';
import { type ComposeStack, testComposeStack } from '../../compose/test-stack.ts';
import { scriptEnvironment } from './config.ts';
import { scripts } from './fake-host.ts';

export type Ran = Readonly<{ code: number; text: string; seconds: number }>;

/** The real stack as an operator has it: containers, an .env, and our scripts. */
export type Installation = AsyncDisposable &
  Readonly<{
    stack: ComposeStack;
    state: string;
    /** Everything it said, in order; throws only when it cannot be started. */
    ops(...args: readonly string[]): Promise<Ran>;
    opsWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran>;
    /** One of the scripts that carry the original names. */
    script(name: string, ...args: readonly string[]): Promise<Ran>;
    sql(text: string): Promise<string>;
  }>;

const overlays = ['compose.yaml', 'compose.tls.yaml'];

/** Builds the images under a version of the test's own, so that other stacks on the machine keep theirs, and starts everything. */
export async function testInstallation(version: string): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-state-'));
  const state = join(folder, 'state');
  mkdirSync(state);
  const identity = join(state, 'backup-identity.txt');
  execFileSync('age-keygen', ['-o', identity], { stdio: 'pipe' });
  const recipient = execFileSync('age-keygen', ['-y', identity], { encoding: 'utf8' }).trim();
  const stack = await testComposeStack({
    project: testName(version),
    env: { CRM_GTD_VERSION: version, BACKUP_AGE_RECIPIENT: recipient, PAYMENT_PROVIDER: 'sandbox' },
  });
  const around = {
    ...scriptEnvironment(),
    HOME: folder,
    OPS_ENV_FILE: stack.envFile,
    OPS_PROJECT: stack.project,
    OPS_STATE_DIR: state,
    OPS_COMPOSE_FILES: overlays.join(':'),
  };
  const opsWith = (env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran> =>
    run('ops', args, { ...around, ...env });
  await stack.compose('build');
  await stack.compose('up', '--detach', '--wait');
  return {
    stack,
    state,
    opsWith,
    ops: (...args) => opsWith({}, ...args),
    script: (name, ...args) => run(name, args, around),
    sql: (text) => stack.exec('postgres', 'psql', '--username=postgres', '--dbname=crm_gtd_v1', '-qAtc', text),
    [Symbol.asyncDispose]: async () => {
      await stack[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function run(script: string, args: readonly string[], env: Record<string, string>): Promise<Ran> {
  const started = performance.now();
  return new Promise((done) => {
    execFile(join(scripts, script), args, { env, timeout: 1_600_000, maxBuffer: 16_000_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
      done({ code, text: stdout + stderr, seconds: Math.round((performance.now() - started) / 1_000) });
    });
  });
}
