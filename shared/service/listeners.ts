import { createServer, type Server } from 'node:http';
import { withServerSpan } from '../telemetry/server-span.ts';
import type { Listener } from './define-service.ts';

export type RunningListeners = Readonly<{ ports: Readonly<Record<string, number>>; close(): Promise<void> }>;

const graceMs = 8_000;

const listen = (server: Server, { host, port }: Listener): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host ?? '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });

/** Stops accepting, lets requests in hand end, and cuts what is still open after the grace time (event streams never end by themselves). */
const closeServer = (server: Server, onClosing: () => void = () => undefined): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    onClosing();
    server.closeIdleConnections();
  });

export const startListeners = async (listeners: readonly Listener[]): Promise<RunningListeners> => {
  const servers = listeners.map((listener) => {
    const server = createServer(
      { requestTimeout: 30_000, headersTimeout: 15_000, keepAliveTimeout: 65_000 },
      withServerSpan(listener.handler),
    );
    return { listener, server };
  });
  const ports = await Promise.all(servers.map(async ({ listener, server }) => [listener.name, await listen(server, listener)] as const));
  return {
    ports: Object.fromEntries(ports),
    close: async () => void (await Promise.all(servers.map(({ listener, server }) => closeServer(server, listener.onClosing)))),
  };
};
