import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * `npm run obs:check`: what an operator runs after a change of rules, routes or boards. Needs promtool and amtool
 * (Debian: prometheus, prometheus-alertmanager).
 */
const run = promisify(execFile);
const here = import.meta.dirname;
const prometheus = join(here, 'prometheus');
const filesOf = (folder: string): string[] => readdirSync(join(prometheus, folder)).map((name) => join(prometheus, folder, name));

/** Two at a time: promtool plays weeks through, and takes a processor for each file. */
async function sideBySide<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = [...items];
  const one = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([one(), one()]);
}

export const checkConfig = (): Promise<unknown> => run('promtool', ['check', 'config', join(prometheus, 'prometheus.yaml')]);

export const checkRules = (): Promise<unknown> => run('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', ...filesOf('rules')]);

export const testRules = (): Promise<void> => sideBySide(filesOf('tests'), (file) => run('promtool', ['test', 'rules', file]));

export type Receivers = Readonly<Record<string, string>>;

/** As the container does it, from the environment that is given. */
export async function renderAlertmanager(environment: Receivers): Promise<string> {
  const { stdout } = await run('sh', [join(here, 'alertmanager/start.sh'), '--render', join(here, 'alertmanager/alertmanager.yaml')], {
    env: { PATH: '/usr/bin:/bin', ...environment },
  });
  return stdout;
}

export const everyReceiver: Receivers = {
  ALERT_PAGE_WEBHOOK_URL: 'https://pager.example/hook?a=1&b="2"',
  ALERT_TICKET_WEBHOOK_URL: 'https://tickets.example/hook',
  ALERT_WATCHDOG_URL: 'https://watchdog.example/ping',
  ALERT_EMAIL_TO: 'ops@example.test',
  ALERT_EMAIL_FROM: 'alerts@example.test',
  ALERT_SMTP_HOST: 'mail.example.test:587',
  ALERT_SMTP_USER: 'alerts',
  ALERT_SMTP_PASSWORD: 'p&"\\|$x',
};

/** Calls `work` with a file that holds the rendered configuration. */
export async function withAlertmanagerFile<T>(environment: Receivers, work: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-alertmanager-'));
  try {
    const file = join(folder, 'alertmanager.yaml');
    writeFileSync(file, await renderAlertmanager(environment), { mode: 0o600 });
    return await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const checkAlertmanager = (environment: Receivers): Promise<unknown> =>
  withAlertmanagerFile(environment, (file) => run('amtool', ['check-config', file]));

export const receiverOf = (labels: readonly string[]): Promise<string> =>
  withAlertmanagerFile(everyReceiver, async (file) => {
    const { stdout } = await run('amtool', ['config', 'routes', 'test', `--config.file=${file}`, ...labels]);
    return stdout.trim();
  });

const generatedFiles = (): Promise<unknown> => run(process.execPath, [join(here, '../tools/generate.ts'), '--check']);
const lint = (): Promise<unknown> =>
  run('npm', ['run', '--silent', 'jest', '--', '--selectProjects', 'unit', '--testPathPatterns', 'observability/'], {
    cwd: join(here, '..'),
  });

const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['generated files are current', generatedFiles],
  ['prometheus.yaml and its rules', checkConfig],
  ['rules, linted', checkRules],
  ['alertmanager.yaml, without and with receivers', async () => [await checkAlertmanager({}), await checkAlertmanager(everyReceiver)]],
  ['boards and runbooks', lint],
  ['unit tests of the rules (a minute or two)', testRules],
];

if (process.argv[1] === import.meta.filename) {
  for (const [what, step] of steps) {
    try {
      await step();
      process.stdout.write(`ok    ${what}\n`);
    } catch (error) {
      const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
      process.stdout.write(`FAIL  ${what}\n${stdout}${stderr || message}\n`);
      process.exitCode = 1;
    }
  }
}
