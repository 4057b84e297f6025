import { connect, createServer, type Socket } from 'node:net';
import { freePort } from '../local-servers/ports.ts';

export type CountingProxy = AsyncDisposable &
  Readonly<{
    port: number;
    /** How often the client spoke since the last call: what it writes at once counts once. */
    takeWrites(): number;
    /** Ends every connection without a word, as a dying server does. */
    cut(): void;
  }>;

/** Stands between a client and a server on loopback. A write larger than one read of the socket counts more than once. */
export async function startCountingProxy(serverPort: number): Promise<CountingProxy> {
  const sockets = new Set<Socket>();
  let writes = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: serverPort, host: '127.0.0.1', noDelay: true });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.on('data', (chunk) => {
        if (socket === client) writes += 1;
        other.write(chunk);
      });
    }
  });
  const port = await freePort();
  const listening = Promise.withResolvers<void>();
  server.listen(port, '127.0.0.1', listening.resolve);
  await listening.promise;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port,
    takeWrites() {
      const taken = writes;
      writes = 0;
      return taken;
    },
    cut,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      cut();
      await closed.promise;
    },
  };
}
