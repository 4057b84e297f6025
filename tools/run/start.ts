import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Listr, type ListrTask, PRESET_TIMER } from 'listr2';
import { removePostgresData } from '../../shared/local-servers/postgres.ts';
import { seedComprehensive } from '../seed/comprehensive.ts';
import { seedDemo } from '../seed/demo.ts';
import { demoLogin } from '../seed/login.ts';
import { buildWeb } from './build-web.ts';
import { readSettings, type Settings, type StartOptions, startOptions } from './config.ts';
import { removeContainers } from './containers.ts';
import { migrate, provision } from './database.ts';
import { makeDemoOperator } from './demo-operator.ts';
import { dockerAnswers, type Provision, provideServers } from './install-servers.ts';
import { announce, claim, release, runningInstance } from './instance.ts';
import { refuseTakenPorts } from './ports.ts';
import { oncePerSecond } from './progress.ts';
import { untilReady } from './ready.ts';
import { loadSecrets, type Secrets } from './secrets.ts';
import { type Servers, startServers, stopLeftServers, wantedServers } from './servers.ts';
import { serviceSpecs, webSpec } from './service-table.ts';
import { StepError } from './step-error.ts';
import { type Supervisor, stopLeftProcesses, supervise } from './supervisor.ts';

/** What the steps hand on, and what Ctrl-C has to undo wherever they are. */
type Run = {
  readonly settings: Settings;
  readonly options: StartOptions;
  readonly secrets: Secrets;
  provision: Provision;
  servers?: Servers;
  supervisor?: Supervisor;
  seedProblem?: string;
};

const PROCESS_NAMES = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing', 'web'];

async function main(): Promise<void> {
  const options = startOptions(process.argv.slice(2));
  const settings = readSettings({ dev: options.dev });
  if (options.only?.startsWith('seed') === true) return seedRunning(settings, options.only);
  const running = claim(settings.dataDir);
  if (running !== undefined) return sayRunning(running.url, options);
  if (options.reset && !(await reset(settings, options.yes))) return release(settings.dataDir);
  const run: Run = { settings, options, secrets: loadSecrets(settings.dataDir), provision: { kind: 'installed' } };
  stopOnSignal(run);
  try {
    await new Listr<Run>(stepsFor(options.only), listrOptions()).run(run);
  } catch (error) {
    console.error(`\n${(error as Error).message}${error instanceof StepError ? `\n\n${error.details}` : ''}`);
    return stop(run, 1);
  }
  if (options.only === 'database') return stop(run, 0);
  announce(settings.dataDir, publicUrl(settings));
  sayReady(run);
}

function listrOptions() {
  return {
    concurrent: false,
    rendererOptions: { collapseSubtasks: false, showErrorMessage: false, timer: PRESET_TIMER },
    fallbackRendererOptions: { timer: PRESET_TIMER },
    registerSignalListeners: false,
  };
}

function stepsFor(only: string | undefined): ListrTask<Run>[] {
  const database = [cleanUp, findServers, runServers, prepareDatabase];
  return only === 'database' ? database : [...database, build, runServices, seed];
}

const cleanUp: ListrTask<Run> = {
  title: 'Clean up after earlier runs',
  task: async ({ settings }, task) => {
    const left = [...(await stopLeftProcesses(settings.dataDir, PROCESS_NAMES)), ...(await stopLeftServers(settings))];
    if (left.length > 0) task.title = `Cleaned up: an earlier run had left ${left.join(', ')}`;
    await refuseTakenPorts(settings);
  },
};

const findServers: ListrTask<Run> = {
  title: 'Find PostgreSQL, NATS and Redis',
  task: async (run, task) => {
    run.provision = await provideServers(wantedServers(run.settings.given), tell(task));
    if (run.provision.kind === 'docker') task.title = `${run.provision.missing.join(', ')}: from Docker`;
  },
};

const runServers: ListrTask<Run> = {
  title: 'Start PostgreSQL, NATS and Redis',
  task: async (run) => {
    const { settings, secrets, provision: how } = run;
    const onRestart = (server: string, reason: string): void => console.log(`${server} ended (${reason}) and is started again`);
    run.servers = await startServers({ settings, secrets, provision: how, onRestart });
  },
};

const prepareDatabase: ListrTask<Run> = {
  title: 'Prepare the database',
  task: async (run, task) => {
    const servers = started(run);
    await provision(servers, run.secrets);
    const changed = await migrate(servers, run.secrets, (line) => {
      task.output = line;
    });
    task.title = changed === 0 ? 'Database is up to date' : `Database migrated (${changed} schemas)`;
  },
};

const build: ListrTask<Run> = {
  title: 'Build the web app',
  skip: ({ settings }) => settings.dev && 'Built on demand in development',
  task: (_run, task) => buildWeb(tell(task)),
};

const runServices: ListrTask<Run> = {
  title: 'Start the services and the web app',
  task: (run, task) => {
    const { settings, secrets } = run;
    const around = { ports: settings.ports, servers: started(run), secrets, dev: settings.dev };
    const specs = [...serviceSpecs(around), webSpec(around)];
    const supervisor = supervise(specs, {
      dataDir: settings.dataDir,
      onExit: (name, code) => console.log(`${name} ended (${code}) and is started again, see ${logPath(settings, name)}`),
    });
    run.supervisor = supervisor;
    const waits = specs.map((spec) => ({ title: spec.name, task: () => untilReady(spec, supervisor, settings.dataDir) }));
    return task.newListr(waits, { concurrent: true });
  },
};

const seed: ListrTask<Run> = {
  title: 'Make the demo organization',
  skip: ({ options }) => !options.seed && 'Left out by --no-seed',
  task: async (run, task) => {
    try {
      const api = `http://127.0.0.1:${run.settings.ports.gateway}/api/v1`;
      task.title = await seedDemo(api, (line) => {
        task.output = line;
      });
      await makeDemoOperator(api, started(run), run.secrets);
    } catch (error) {
      // The product works without its demo: say it, and keep running.
      run.seedProblem = (error as Error).message;
      task.title = 'The demo organization could not be made';
    }
  },
};

/** The line below a step's title. */
function tell(task: { output: string }): (line: string) => void {
  return oncePerSecond((line) => {
    task.output = line;
  });
}

function started(run: Run): Servers {
  if (run.servers === undefined) throw new Error('The servers are started in an earlier step');
  return run.servers;
}

function publicUrl({ ports }: Settings): string {
  return `http://localhost:${ports.gateway}/crm/`;
}

function logPath({ dataDir }: Settings, name: string): string {
  return relative(process.cwd(), join(dataDir, 'logs', `${name}.log`));
}

function sayRunning(url: string | undefined, { reset: wanted, only }: StartOptions): void {
  console.log(
    url === undefined ? 'CRM-GTD Smart is being started by another process of this checkout.' : `CRM-GTD Smart is already running: ${url}`,
  );
  if (!wanted && only === undefined) return;
  console.log('Stop it first (Ctrl-C where it runs).');
  process.exitCode = 1;
}

function sayReady(run: Run): void {
  const { settings } = run;
  const lines = [
    '',
    `  Open     ${publicUrl(settings)}`,
    run.seedProblem === undefined ? `  Sign in  ${demoLogin.email}  password  ${demoLogin.password}` : `  No demo  ${run.seedProblem}`,
    `  Logs     ${logPath(settings, '<service>')}`,
    '  Stop     Ctrl-C',
    '',
  ];
  console.log(lines.join('\n'));
}

/** `npm run db:seed` fills the product that runs. */
async function seedRunning(settings: Settings, only: string): Promise<void> {
  if (runningInstance(settings.dataDir)?.url === undefined) {
    console.error('The product is not running: start it with `npm start`, which also makes the demo organization.');
    process.exitCode = 1;
    return;
  }
  const make = only === 'seed-comprehensive' ? seedComprehensive : seedDemo;
  console.log(await make(`http://127.0.0.1:${settings.ports.gateway}/api/v1`, (line) => console.log(`… ${line}`)));
}

async function reset(settings: Settings, yes: boolean): Promise<boolean> {
  if (!yes && !(await agreed(`Delete all data in ${settings.dataDir}? [y/N] `))) {
    console.log('Nothing was deleted.');
    return false;
  }
  await stopLeftProcesses(settings.dataDir, PROCESS_NAMES);
  await stopLeftServers(settings);
  if (dockerAnswers()) await removeContainers(settings.dataDir);
  removePostgresData(join(settings.dataDir, 'postgres'));
  for (const name of ['nats', 'redis', 'logs', 'secrets.json']) rmSync(join(settings.dataDir, name), { recursive: true, force: true });
  if (settings.given.databaseUrl !== undefined) console.log('The server behind DATABASE_URL was left as it is.');
  return true;
}

async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.log('Not asked, since this is no terminal: add --yes.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  return /^(y|yes|t|tak)$/i.test(answer.trim());
}

let stopAsked = 0;

/** npm, the shell and the terminal may each deliver the same Ctrl-C: only one that comes a second later means "at once". */
function stopOnSignal(run: Run): void {
  // A terminal or pipe that went away must not keep us from stopping what we started.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const asked = performance.now();
      if (stopAsked === 0) {
        stopAsked = asked;
        console.log('\nStopping…');
        void stop(run, 0);
      } else if (signal === 'SIGINT' && asked - stopAsked > 1_000) {
        process.exit(130);
      }
    });
  }
}

async function stop(run: Run, code: number): Promise<void> {
  await run.supervisor?.stop();
  await run.servers?.[Symbol.asyncDispose]();
  // What was still starting when the signal came.
  await stopLeftServers(run.settings);
  release(run.settings.dataDir);
  process.exit(code);
}

await main();
