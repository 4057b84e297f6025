import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
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
};

/** A private Redis on loopback. It holds limits and caches, never the only copy, so a snapshot a minute is enough. */
export async function startRedis(options: RedisOptions): Promise<LocalServer> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const save = options.throwaway === true ? '' : '60 1';
  const { pid, ended, stop } = await startServer({
    name: 'Redis',
    port: options.port,
    program: requireProgram('redis-server'),
    args: ['--bind', '127.0.0.1', '--port', String(options.port), '--dir', dataDir, '--save', save, '--appendonly', 'no'],
    dataDir,
    logFile: options.logFile ?? `${dataDir}.log`,
    // Redis rewrites its command line to "redis-server 127.0.0.1:<port>".
    mark: `redis-server 127.0.0.1:${options.port}`,
    stopSignal: 'SIGTERM',
    isReady: () => answers(options.port, 'PING\r\n', '+PONG'),
  });
  return { url: `redis://127.0.0.1:${options.port}`, port: options.port, pid, dataDir, ended, stop, [Symbol.asyncDispose]: stop };
}
