import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { requireProgram } from './find-program.ts';
import { answers } from './ports.ts';
import type { LocalServer } from './server-process.ts';
import { startServer } from './server-process.ts';

export type RedisOptions = {
  readonly dataDir: string;
  readonly port: number;
  /** Keeps nothing on disk. */
  readonly throwaway?: boolean;
  readonly logFile?: string;
  /** Without it everybody on this machine is let in, as in a test. */
  readonly password?: string;
};

/** A private Redis on loopback. It holds limits and caches, never the only copy, so a snapshot a minute is enough. */
export async function startRedis(options: RedisOptions): Promise<LocalServer> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const save = options.throwaway === true ? '""' : '60 1';
  const { password } = options;
  // In a file of its own: arguments are seen by everybody on the machine.
  const configFile = join(dataDir, 'redis.conf');
  writeFileSync(configFile, [...settings(options.port, dataDir, save), ...(password ? [`requirepass ${password}`] : []), ''].join('\n'), {
    mode: 0o600,
  });
  const { pid, ended, stop } = await startServer({
    name: 'Redis',
    port: options.port,
    program: requireProgram('redis-server'),
    args: [configFile],
    dataDir,
    logFile: options.logFile ?? `${dataDir}.log`,
    // Redis rewrites its command line to "redis-server 127.0.0.1:<port>".
    mark: `redis-server 127.0.0.1:${options.port}`,
    stopSignal: 'SIGTERM',
    isReady: () => answers(options.port, `${password ? `AUTH ${password}\r\n` : ''}PING\r\n`, '+PONG'),
  });
  const url = `redis://${password ? `:${password}@` : ''}127.0.0.1:${options.port}`;
  return { url, port: options.port, pid, dataDir, ended, stop, [Symbol.asyncDispose]: stop };
}

function settings(port: number, dataDir: string, save: string): string[] {
  return ['bind 127.0.0.1', `port ${port}`, `dir ${JSON.stringify(dataDir)}`, `save ${save}`, 'appendonly no'];
}
