import { readdirSync, readFileSync } from 'node:fs';

const millisecondsPerTick = 10;

/**
 * User and system time of these processes and of their children, which for PostgreSQL are its backends; time of children that
 * ended, such as vacuum workers, is included. CPU per request is steadier than requests per second on a machine that others use. Linux only.
 */
export function cpuMs(roots: readonly number[]): number {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => statOf(pid));
  const own = stats.filter((stat) => stat !== undefined && (roots.includes(stat.pid) || roots.includes(stat.parent)));
  return own.reduce((sum, stat) => sum + (stat?.ticks ?? 0) * millisecondsPerTick, 0);
}

export type Groups = Readonly<Record<string, readonly number[]>>;
export type Usage = Readonly<Record<string, number>>;

/** Milliseconds by group since the moment it was called. */
export function cpuMeter(groups: Groups): () => Usage {
  const read = (): [string, number][] => Object.entries(groups).map(([name, pids]) => [name, cpuMs(pids)]);
  const before = new Map(read());
  return () => Object.fromEntries(read().map(([name, ms]) => [name, ms - (before.get(name) ?? 0)]));
}

/** The share of all cores that went to other processes than these since the moment it was called: what makes a figure doubtful. */
export type Elsewhere = () => number;

export function elsewhereMeter(pids: readonly number[]): Elsewhere {
  const read = (): { busyMs: number; totalMs: number; oursMs: number } => ({ ...machineMs(), oursMs: cpuMs(pids) });
  const before = read();
  return () => {
    const now = read();
    const others = now.busyMs - before.busyMs - (now.oursMs - before.oursMs);
    return Math.max(0, others) / Math.max(1, now.totalMs - before.totalMs);
  };
}

function machineMs(): { busyMs: number; totalMs: number } {
  const ticks = readFileSync('/proc/stat', 'utf8').split('\n')[0]?.trim().split(/\s+/).slice(1, 9).map(Number) ?? [];
  const [, , , idle = 0, waiting = 0] = ticks;
  const total = ticks.reduce((sum, value) => sum + value, 0);
  return { busyMs: (total - idle - waiting) * millisecondsPerTick, totalMs: total * millisecondsPerTick };
}

function statOf(pid: string): { pid: number; parent: number; ticks: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return { pid: Number(pid), parent: Number(fields[1]), ticks: fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) };
  } catch {
    // Ended between the listing and the reading.
    return undefined;
  }
}

export type Memory = Readonly<{ rssMb: number; pssMb: number }>;

/** `pss` shares out what several processes map together, such as the Node binary: what the processes really take. */
export function memoryOf(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const megabytes = (name: string): number => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1024);
  return { rssMb: megabytes('Rss'), pssMb: megabytes('Pss') };
}
