import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findProgram } from '../../shared/local-servers/find-program.ts';
import { commandLine } from '../../shared/local-servers/server-process.ts';
import { namePrefixOf } from '../../shared/testing/config.ts';

const run = promisify(execFile);

const DRAIN_MS = 3_000;
/** A command that was killed may have given the engine work that appears a moment later. */
const MOST_ROUNDS = 3;

/** Ends every process that carries the mark, and removes containers, networks and volumes whose names do. Answers what there was. */
export async function takeDown(mark: string): Promise<string[]> {
  const processes = await endProcesses(mark);
  return [...processes, ...(await removeContainers(namePrefixOf(mark)))];
}

async function endProcesses(mark: string): Promise<string[]> {
  const found = marked(mark);
  const names = found.map((pid) => commandLine(pid).slice(0, 120).trim()).filter((name) => name !== '');
  signalAll(found, 'SIGTERM');
  const deadline = performance.now() + DRAIN_MS;
  while (marked(mark).length > 0 && performance.now() < deadline) await delay(50);
  signalAll(marked(mark), 'SIGKILL');
  return names;
}

/** A service leads a process group of its own, so neither group nor parent leads to it: only what it inherited does. */
function marked(mark: string): number[] {
  const wanted = `STARTED_BY_TEST_RUN=${mark}`;
  if (process.platform === 'linux') return processIds().filter((pid) => environmentOf(pid).split('\0').includes(wanted));
  const listed = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 64_000_000 });
  return listed
    .split('\n')
    .filter((line) => line.split(/\s/).includes(wanted))
    .map((line) => Number.parseInt(line, 10));
}

const processIds = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger);

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // Ended meanwhile, or somebody else's.
    return '';
  }
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

const kinds = [
  { list: ['ps', '--all', '--format', '{{.Names}}'], remove: ['rm', '--force', '--volumes'] },
  { list: ['network', 'ls', '--format', '{{.Name}}'], remove: ['network', 'rm'] },
  { list: ['volume', 'ls', '--format', '{{.Name}}'], remove: ['volume', 'rm', '--force'] },
] as const;

async function removeContainers(prefix: string): Promise<string[]> {
  if (findProgram('docker') === undefined) return [];
  const removed: string[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    let found = 0;
    for (const { list, remove } of kinds) {
      const names = await named(list, prefix);
      found += names.length;
      // One that goes by itself in this moment is no reason to leave the others.
      for (const name of names) await run('docker', [...remove, name]).catch(() => undefined);
      removed.push(...names);
    }
    if (found === 0) break;
  }
  return [...new Set(removed)];
}

async function named(list: readonly string[], prefix: string): Promise<string[]> {
  // Without an engine nothing of ours runs in it.
  const { stdout } = await run('docker', [...list]).catch(() => ({ stdout: '' }));
  return stdout.split('\n').filter((name) => name.startsWith(prefix));
}
