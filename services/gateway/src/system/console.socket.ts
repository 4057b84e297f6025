import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import { WebSocketServer } from 'ws';
import type { OriginRules } from '../http/origins.ts';
import { closeCode, type SessionOptions, startSession } from './console.session.ts';

export type SocketOptions = SessionOptions & Readonly<{ origins: OriginRules; enabled: boolean }>;

export type OperationsConsole = Readonly<{
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  closeAll(): void;
}>;

/** A command is a word and an id; a token is the longest thing ever sent. */
const maxPayload = 8_192;
const mostOpen = 50;
const pingMs = 30_000;

const reasons = { 403: 'Forbidden', 404: 'Not Found', 503: 'Service Unavailable' } as const;

export const refuseUpgrade = (socket: Duplex, status: keyof typeof reasons): void => {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};

/**
 * `GET /ws/terminal`: a fixed list of commands over a WebSocket, and nothing that could run a program. Switched off unless the
 * installation says otherwise. No cookie is looked at, so a page of another origin could do nothing with it, and is refused all the same.
 */
export const operationsConsole = (options: SocketOptions): OperationsConsole => {
  const server = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false });
  const alive = setInterval(() => {
    for (const client of server.clients) client.ping();
  }, pingMs).unref();
  const refusal = ({ headers }: IncomingMessage): keyof typeof reasons | undefined => {
    if (!options.enabled) return 404;
    if (headers.origin === undefined || !options.origins.allowed(headers.origin)) return 403;
    return server.clients.size >= mostOpen ? 503 : undefined;
  };
  return {
    upgrade: (request, socket, head) => {
      const status = refusal(request);
      if (status === undefined) return server.handleUpgrade(request, socket, head, (client) => startSession(client, options));
      logger.warn('console.upgrade_refused', { status });
      refuseUpgrade(socket, status);
    },
    closeAll: () => {
      clearInterval(alive);
      for (const client of server.clients) client.close(closeCode.leaving, 'leaving');
    },
  };
};
