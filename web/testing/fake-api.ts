import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { statusOf } from '@crm-gtd/shared/errors/status.ts';
import { FakeProblem, type Route, routes } from './fake-routes.ts';
import type { Store } from './fake-store.ts';

/**
 * The API as the contracts describe it, answered from memory, with everything else forwarded to the web app: one address for
 * the browser, as in production. For looking at screens and for component tests; never part of the build.
 */
const apiBase = '/crm/api/v1';

const matcherOf = (route: Route) => {
  const http = route.contract.http;
  const names = [...(http?.path.matchAll(/\{(\w+)\}/g) ?? [])].map(([, name]) => name ?? '');
  const pattern = new RegExp(`^${apiBase}${http?.path.replace(/\{\w+\}/g, '([^/]+)')}$`);
  return { route, method: http?.method, pattern, names };
};
const matchers = routes.map(matcherOf);

const inputOf = async (request: http.IncomingMessage, url: URL, parameters: object): Promise<object> => {
  const type = request.headers['content-type'] ?? '';
  const body = type.includes('json') ? JSON.parse((await text(request)) || '{}') : {};
  const upload = type.includes('multipart')
    ? { uploadId: '00000000-0000-7000-8000-000000000000', fileName: 'kontakty.csv', chunkCount: 1 }
    : {};
  return { ...Object.fromEntries(url.searchParams), ...body, ...upload, ...parameters };
};

const send = (response: http.ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
  response.end(body === null ? undefined : JSON.stringify(body));
};

const problem = (error: unknown): { status: number; body: object } => {
  const code = error instanceof FakeProblem ? error.code : 'INTERNAL';
  const details =
    code === 'PLAN_LIMIT_REACHED' ? { limit: 'contacts', allowed: 1_000, current: 1_000, plan: 'STARTER', liftedBy: 'PROFESSIONAL' } : {};
  return {
    status: statusOf(code),
    body: { code, traceId: '4bf92f3577b34da6a3ce929d0e0e4736', detail: String(error), ...details },
  };
};

const answer = async (request: http.IncomingMessage, response: http.ServerResponse, url: URL, store: Store): Promise<void> => {
  const found = matchers.find(({ method, pattern }) => method === request.method && pattern.test(url.pathname));
  if (!found) return send(response, 404, { code: 'NOT_FOUND', traceId: 'none', detail: url.pathname });
  const values = found.pattern.exec(url.pathname)?.slice(1) ?? [];
  const parameters = Object.fromEntries(found.names.map((name, index) => [name, values[index]]));
  try {
    const input = found.route.contract.input.parse(await inputOf(request, url, parameters));
    const output = found.route.answer(input as never, store);
    send(response, found.route.contract.status, found.route.contract.output.parse(output));
  } catch (error) {
    const { status, body } = problem(error);
    send(response, status, body);
  }
};

const openStream = (response: http.ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': open\n\n');
};

const forward = (request: http.IncomingMessage, response: http.ServerResponse, webPort: number): void => {
  const onward = http.request(
    { host: '127.0.0.1', port: webPort, path: request.url, method: request.method, headers: request.headers },
    (answered) => {
      response.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(response);
    },
  );
  onward.on('error', () => response.writeHead(502).end());
  request.pipe(onward);
};

/** The development server hydrates a page only once its hot-reload socket stands. */
const forwardSocket = (request: http.IncomingMessage, socket: Duplex, webPort: number): void => {
  const onward = net.connect(webPort, '127.0.0.1', () => {
    const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`);
    onward.write(`GET ${request.url ?? '/'} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onward.pipe(socket).pipe(onward);
  });
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
};

export const startFakeApi = async (options: { port: number; webPort: number; store: () => Store }): Promise<{ close: () => void }> => {
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === `${apiBase}/events`) openStream(response);
    else if (url.pathname.startsWith(`${apiBase}/`)) void answer(request, response, url, options.store());
    else forward(request, response, options.webPort);
  });
  server.on('upgrade', (request, socket) => forwardSocket(request, socket, options.webPort));
  await new Promise<void>((resolve) => server.listen(options.port, '127.0.0.1', resolve));
  return {
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
