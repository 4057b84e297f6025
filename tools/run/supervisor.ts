import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Command, createConcurrently, Logger, RestartProcess } from 'concurrently';
import { commandLine } from '../../shared/local-servers/server-process.ts';
import type { ProcessSpec } from './service-table.ts';

export type Supervisor = AsyncDisposable &
  Readonly<{
    /** Of the process that runs now, which changes with every restart. */
    pid(name: string): number | undefined;
    /** How often a process ended that should not have. */
    failures(name: string): number;
    stop(): Promise<void>;
  }>;

type Options = Readonly<{ dataDir: string; onExit?: (name: string, code: number | string) => void }>;

/** Part of every outage; a process that ends while starting needs a second or two for that, which is pause enough. */
const RESTART_DELAY_MS = 250;
const DRAIN_MS = 5_000;
const LARGEST_LOG = 20_000_000;

/**
 * Runs the processes until stopped and starts again those that fail. Each leads its own process group, so a Ctrl-C in the
 * terminal does not reach it before we ask it to drain, and its children go with it. Output goes to logs/<name>.log.
 */
export function supervise(specs: readonly ProcessSpec[], options: Options): Supervisor {
  const folders = { logs: join(options.dataDir, 'logs'), run: join(options.dataDir, 'run') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  const failures = new Map<string, number>();
  let stopping = false;
  let commands: Command[] = [];
  const keepAll = (all: Command[]): { commands: Command[] } => {
    commands = all;
    return { commands };
  };
  const logger = new Logger({ raw: true });
  createConcurrently(
    specs.map((spec) => ({ name: spec.name, command: shellCommand(spec, folders.logs), cwd: spec.cwd, env: { ...spec.env } })),
    {
      logger,
      outputStream: createWriteStream(join(folders.logs, 'supervisor.log'), { flags: 'a' }),
      // The first sees every end of a process; behind the second only the final ones are left.
      controllers: [{ handle: keepAll }, new RestartProcess({ logger, delay: RESTART_DELAY_MS, tries: Number.POSITIVE_INFINITY })],
      // While stopping, a restart that was already due starts nothing and reports success, which ends it.
      spawn: (command, { cwd, env }) =>
        spawn('/bin/sh', ['-c', stopping ? 'true' : command], {
          cwd: stopping ? '/' : cwd,
          env: exactEnvironment(specs, command, env),
          detached: true,
          stdio: 'ignore',
        }),
      kill: (pid, signal) => signalGroup(pid, signal as NodeJS.Signals),
    },
  );
  for (const command of commands) {
    remember(command);
    command.timer.subscribe(({ endDate }) => endDate === undefined && remember(command));
    command.close.subscribe(({ exitCode }) => {
      if (stopping) return;
      failures.set(command.name, (failures.get(command.name) ?? 0) + 1);
      options.onExit?.(command.name, exitCode);
    });
  }
  const stop = async (): Promise<void> => {
    stopping = true;
    const alive = (): Command[] => commands.filter((command) => command.process !== undefined);
    for (const command of alive()) command.kill('SIGTERM');
    const deadline = performance.now() + DRAIN_MS;
    while (alive().length > 0 && performance.now() < deadline) await delay(25);
    for (const command of alive()) command.kill('SIGKILL');
    while (alive().length > 0) await delay(25);
    for (const { name } of specs) rmSync(pidFile(options.dataDir, name), { force: true });
  };
  return {
    pid: (name) => commands.find((command) => command.name === name)?.pid,
    failures: (name) => failures.get(name) ?? 0,
    stop,
    [Symbol.asyncDispose]: stop,
  };

  function remember({ name, pid }: Command): void {
    if (stopping) return;
    const mark = specs.find((spec) => spec.name === name)?.mark;
    writeFileSync(pidFile(options.dataDir, name), JSON.stringify({ pid, mark }));
  }
}

/** Ends processes that a killed run left behind. Those that are not ours any more by their command line are left alone. */
export async function stopLeftProcesses(dataDir: string, names: readonly string[]): Promise<string[]> {
  const left = names.flatMap((name) => {
    const file = pidFile(dataDir, name);
    if (!existsSync(file)) return [];
    const { pid, mark } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; mark: string };
    rmSync(file, { force: true });
    return commandLine(pid).includes(mark) ? [{ name, pid, mark }] : [];
  });
  for (const { pid } of left) signalGroup(pid, 'SIGTERM');
  const deadline = performance.now() + DRAIN_MS;
  const alive = (): typeof left => left.filter(({ pid, mark }) => commandLine(pid).includes(mark));
  while (alive().length > 0 && performance.now() < deadline) await delay(100);
  for (const { pid } of alive()) signalGroup(pid, 'SIGKILL');
  return left.map(({ name }) => name);
}

export function logTail(dataDir: string, name: string, lines = 15): string {
  const file = join(dataDir, 'logs', `${name}.log`);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}

/** The shell only opens the log file: then it becomes the process, so the pid is the process's own. */
function shellCommand(spec: ProcessSpec, logs: string): string {
  const log = join(logs, `${spec.name}.log`);
  if (existsSync(log) && statSync(log).size > LARGEST_LOG) renameSync(log, `${log}.1`);
  return `exec ${spec.command.map(quote).join(' ')} >> ${quote(log)} 2>&1`;
}

/** The library adds our whole environment to each process; a service gets exactly what its table says, so secrets stay apart. */
function exactEnvironment(specs: readonly ProcessSpec[], command: string, env: unknown): NodeJS.ProcessEnv {
  const spec = specs.find(({ command: parts }) => command.includes(parts.map(quote).join(' ')));
  return spec === undefined ? (env as NodeJS.ProcessEnv) : { ...spec.env };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // It ended between the look and the signal: what we wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function pidFile(dataDir: string, name: string): string {
  return join(dataDir, 'run', `${name}.json`);
}
