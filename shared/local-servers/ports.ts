import { connect, createServer } from 'node:net';

/** A loopback port that was free a moment ago. Ask for it right before use. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const address = server.address();
  const closed = Promise.withResolvers<void>();
  server.close(() => closed.resolve());
  await closed.promise;
  if (address === null || typeof address === 'string') throw new Error('The system gave no port');
  return address.port;
}

/** Whether something already listens on this port of this machine. */
export async function isPortTaken(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: '127.0.0.1', port });
  socket.setTimeout(1_000, () => resolve(true));
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

/** Says `send` to a port and reports whether the reply contains `expect`. Used to tell a listening server from a ready one. */
export async function answers(port: number, send: string, expect: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: '127.0.0.1', port });
  let heard = '';
  socket.setTimeout(1_000, () => resolve(false));
  socket.once('connect', () => socket.write(send));
  socket.on('data', (chunk) => {
    heard += chunk.toString('latin1');
    if (heard.includes(expect)) resolve(true);
  });
  socket.once('error', () => resolve(false));
  socket.once('close', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
