import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { withServerSpan } from '../telemetry/server-span.ts';
import { answerClientErrors } from './client-errors.ts';
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

type Open = Readonly<{ listener: Listener; server: Server; upgraded: ReadonlySet<Duplex> }>;

/** Stops accepting, lets requests in hand end, and cuts what is still open after the grace time (event streams never end by themselves). */
const closeServer = ({ server, upgraded, listener: { onClosing = () => undefined } }: Open): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
      // An upgraded connection is none of the server's any more, and yet it waits for it.
      for (const socket of upgraded) socket.destroy();
    }, graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    onClosing();
    server.closeIdleConnections();
  });

/** Clients offer HTTP/2 by the same header and are content with HTTP/1.1: only a WebSocket needs the socket itself. */
const wantsWebSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';

const open = (listener: Listener): Open => {
  const { onUpgrade } = listener;
  const server = createServer(
    {
      requestTimeout: 30_000,
      headersTimeout: 15_000,
      keepAliveTimeout: 65_000,
      shouldUpgradeCallback: (request) => onUpgrade !== undefined && wantsWebSocket(request),
    },
    withServerSpan(listener.handler),
  );
  answerClientErrors(server);
  const upgraded = new Set<Duplex>();
  if (onUpgrade) {
    server.on('upgrade', (request, socket, head) => {
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
      onUpgrade(request, socket, head);
    });
  }
  return { listener, server, upgraded };
};

export const startListeners = async (listeners: readonly Listener[]): Promise<RunningListeners> => {
  const servers = listeners.map(open);
  const ports = await Promise.all(servers.map(async ({ listener, server }) => [listener.name, await listen(server, listener)] as const));
  return {
    ports: Object.fromEntries(ports),
    close: async () => void (await Promise.all(servers.map(closeServer))),
  };
};
