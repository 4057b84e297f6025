import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isPortTaken } from './ports.ts';

export type LocalServer = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** Resolves with the exit code or signal when the process ends, wanted or not. */
  readonly ended: Promise<string>;
  /** Ends the process cleanly, then by force. May be called twice. */
  stop(): Promise<void>;
};

export type StartedServer = Readonly<{ pid: number; ended: Promise<string>; stop(): Promise<void> }>;

export type ServerCommand = {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly dataDir: string;
  readonly port: number;
  readonly logFile: string;
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** A piece of the command line by which a later run recognises the process as ours before it signals it. */
  readonly mark: string;
  readonly stopSignal: NodeJS.Signals;
  readonly isReady: (pid: number) => boolean | Promise<boolean>;
  readonly startTimeoutMs?: number;
};

const STOP_MS = 4_000;

/**
 * Starts a server in its own process group, so that a Ctrl-C in the terminal reaches the supervisor alone and the server
 * outlives the services that drain into it. A process left by a killed run on the same data folder is ended first.
 */
export async function startServer(command: ServerCommand): Promise<StartedServer> {
  await stopLeftOver(command.dataDir, command.stopSignal);
  if (await isPortTaken(command.port)) throw new Error(`${command.name} did not start: port ${command.port} is taken by another program`);
  mkdirSync(dirname(command.logFile), { recursive: true });
  const log = openSync(command.logFile, 'a');
  const child = spawn(command.program, command.args, {
    cwd: command.dataDir,
    detached: true,
    stdio: ['ignore', log, log],
    ...(command.owner ?? {}),
    ...(command.env === undefined ? {} : { env: { ...command.env } }),
  });
  closeSync(log);
  const ended = exitOf(child);
  const pid = child.pid ?? 0;
  writeFileSync(pidFile(command.dataDir), JSON.stringify({ pid, mark: command.mark }));
  await ready(command, child, ended);
  child.unref();
  return { pid, ended, stop: () => stop(command, child, ended) };
}

/** Ends the server that a killed run left on this data folder. Does nothing when the pid now belongs to somebody else. */
export async function stopLeftOver(dataDir: string, signal: NodeJS.Signals): Promise<boolean> {
  const left = readPid(dataDir);
  rmSync(pidFile(dataDir), { force: true });
  if (left === undefined || !commandLine(left.pid).includes(left.mark)) return false;
  process.kill(left.pid, signal);
  const deadline = performance.now() + STOP_MS;
  while (performance.now() < deadline) {
    if (!commandLine(left.pid).includes(left.mark)) return true;
    await delay(50);
  }
  process.kill(left.pid, 'SIGKILL');
  return true;
}

/** The command line of a live process, or an empty text when it is gone. Small Linux machines have no `ps`, others no /proc. */
export function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}

async function ready(command: ServerCommand, child: ChildProcess, ended: Promise<string>): Promise<void> {
  const timeout = command.startTimeoutMs ?? 120_000;
  const deadline = performance.now() + timeout;
  let end: string | undefined;
  void ended.then((reason) => {
    end = reason;
  });
  while (performance.now() < deadline) {
    if (end !== undefined) throw new Error(`${command.name} did not start (${end}).\n${tail(command.logFile)}`);
    if (child.pid !== undefined && (await command.isReady(child.pid))) return;
    await delay(25);
  }
  child.kill('SIGKILL');
  throw new Error(`${command.name} did not answer within ${timeout} ms.\n${tail(command.logFile)}`);
}

async function stop(command: ServerCommand, child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill(command.stopSignal);
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(force);
  rmSync(pidFile(command.dataDir), { force: true });
}

function exitOf(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once('error', (error) => resolve(error.message));
  child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  return promise;
}

function pidFile(dataDir: string): string {
  return `${dataDir}.pid`;
}

function readPid(dataDir: string): { pid: number; mark: string } | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(pidFile(dataDir), 'utf8'));
    return found as { pid: number; mark: string };
  } catch {
    return undefined;
  }
}

function tail(logFile: string): string {
  return readFileSync(logFile, 'utf8').split('\n').slice(-15).join('\n');
}
