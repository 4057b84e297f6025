import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

const pathOf = (url = '/'): string => url.split('?', 1)[0] as string;
const isApi = (path: string): boolean => /^(\/crm)?\/api\//.test(path);
const isWeb = (path: string): boolean => path === '/crm' || path.startsWith('/crm/');

const notFound = (socket: Duplex): void => {
  socket.on('error', () => socket.destroy());
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
};

/** Connections that become WebSockets: the operations console under the API, the web app's own below its base, nothing else. */
export const upgrades =
  (paths: Readonly<{ console: Upgrade; web: Upgrade }>): Upgrade =>
  (request, socket, head) => {
    const path = pathOf(request.url);
    if (/^(\/crm)?\/api\/v1\/ws\/terminal$/.test(path)) return paths.console(request, socket, head);
    if (isWeb(path) && !isApi(path)) return paths.web(request, socket, head);
    notFound(socket);
  };
