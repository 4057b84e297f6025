import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireProgram } from '../../../shared/local-servers/find-program.ts';
import { answers, freePort } from '../../../shared/local-servers/ports.ts';
import { startServer } from '../../../shared/local-servers/server-process.ts';
import { eventServices } from '../../../shared/messaging/streams.ts';
import { natsConfiguration, passwordVariables } from './configuration.ts';

export type GuardedNats = AsyncDisposable &
  Readonly<{
    port: number;
    monitorUrl: string;
    password(user: string): string;
    urlOf(user: string): string;
    log(): string;
  }>;

/** nats-server as the container runs it, grants and all, with passwords of this test alone. */
export async function startGuardedNats(): Promise<GuardedNats> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-guarded-nats-'));
  const [port, monitorPort] = [await freePort(), await freePort()];
  const file = join(folder, 'nats.conf');
  writeFileSync(file, natsConfiguration({ host: '127.0.0.1', port, monitor: `127.0.0.1:${monitorPort}`, storeDir: join(folder, 'store') }));
  const users = [...eventServices, 'ops', 'sys'];
  // Digits first: the configuration's grammar must not take a password for a number.
  const password = (user: string): string => `7e5-${user}-password`;
  const logFile = join(folder, 'nats.log');
  const { stop } = await startServer({
    name: 'NATS',
    port,
    program: requireProgram('nats-server'),
    args: ['-c', file],
    dataDir: folder,
    logFile,
    mark: file,
    stopSignal: 'SIGTERM',
    env: passwordVariables(Object.fromEntries(users.map((user) => [user, password(user)]))),
    isReady: () => answers(port, '', 'INFO'),
  });
  return {
    port,
    monitorUrl: `http://127.0.0.1:${monitorPort}`,
    password,
    urlOf: (user) => `nats://${user}:${password(user)}@127.0.0.1:${port}`,
    log: () => readFileSync(logFile, 'utf8'),
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Says one thing in NATS' own protocol and gives the broker's complaint, or `allowed`. */
export async function attempt(nats: GuardedNats, user: string, password: string, command: string): Promise<string> {
  const hello = JSON.stringify({ verbose: false, user, pass: password, headers: true });
  return new Promise((resolve, reject) => {
    const socket = connect(nats.port, '127.0.0.1');
    let heard = '';
    const end = (answer: string): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(10_000, () => reject(new Error(`No answer to ${command}`)));
    socket.on('error', reject);
    socket.on('connect', () => socket.write(`CONNECT ${hello}\r\n${command}\r\nPING\r\n`));
    socket.on('data', (bytes) => {
      heard += bytes.toString();
      const complaint = /-ERR '([^']*)'/.exec(heard)?.[1];
      if (complaint !== undefined) end(complaint);
      else if (/^PONG/m.test(heard)) end('allowed');
    });
  });
}
