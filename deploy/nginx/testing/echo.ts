import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { freePort } from '../../../shared/local-servers/ports.ts';

/** A service that tells what reached it, so that a test sees what nginx made of a request. */
export type Echo = AsyncDisposable & Readonly<{ address: string; port: number; received(path: string): number; stop(): Promise<void> }>;

const statusOf = (path: string): number => Number(/\/status-(\d{3})/.exec(path)?.[1] ?? 200);

const answer = (name: string, request: IncomingMessage, response: ServerResponse): void => {
  const path = request.url ?? '';
  const headers: Record<string, string> = { 'content-type': 'application/json', 'x-served-by': name };
  if (path.includes('cacheable')) headers['cache-control'] = 'public, max-age=3600';
  if (path.includes('set-cookie')) headers['set-cookie'] = 'a=b';
  if (path.includes('hsts')) Object.assign(headers, { 'strict-transport-security': 'max-age=1', 'x-xss-protection': '0' });
  if (path.includes('own-policy')) headers['x-frame-options'] = 'SAMEORIGIN';
  if (path.includes('break')) return void request.socket.destroy();
  response.writeHead(statusOf(path), headers);
  response.end(JSON.stringify({ name, method: request.method, url: path, headers: request.headers, padding: ' '.repeat(2_000) }));
};

/** Says hello over a connection that has become a WebSocket's, then gives back what it hears. */
const upgrade = (socket: Duplex): void => {
  socket.on('error', () => socket.destroy());
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello');
  socket.on('data', (chunk) => socket.write(chunk));
};

export const startEcho = async (name: string): Promise<Echo> => {
  const paths: string[] = [];
  const sockets = new Set<Duplex>();
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    answer(name, request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (_request, socket) => upgrade(socket));
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return {
    address: `127.0.0.1:${port}`,
    port,
    received: (path) => paths.filter((one) => one === path).length,
    stop,
    [Symbol.asyncDispose]: stop,
  };
};
