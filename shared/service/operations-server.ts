import { createServer, type ServerResponse } from 'node:http';
import { errorFields, logger } from '../telemetry/logger.ts';
import { registry } from '../telemetry/metrics.ts';

/** Named parts of readiness; each says whether it is fine now, within its own time limit. */
export type Checks = Readonly<Record<string, () => Promise<boolean> | boolean>>;

const checkTimeoutMs = 2_000;

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

const within = async (check: () => Promise<boolean> | boolean, timeoutMs: number): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), timeoutMs);
  try {
    return await Promise.race([
      Promise.resolve()
        .then(check)
        .catch(() => false),
      promise,
    ]);
  } finally {
    clearTimeout(timer);
  }
};

export const readiness = async (
  current: () => Checks,
  timeoutMs: number = checkTimeoutMs,
): Promise<{ ready: boolean; checks: Record<string, boolean> }> => {
  const results = await Promise.all(
    Object.entries(current()).map(async ([name, check]) => [name, await within(check, timeoutMs)] as const),
  );
  return { ready: results.every(([, fine]) => fine), checks: Object.fromEntries(results) };
};

const metrics = async (response: ServerResponse): Promise<void> => {
  const text = await registry.metrics();
  response.writeHead(200, { 'content-type': registry.contentType });
  response.end(text);
};

export type OperationsServer = Readonly<{ port: number; close(): Promise<void> }>;

/** `/metrics`, `/health/live`, `/health/ready` on a port of their own, which no proxy ever publishes. */
export const startOperationsServer = async (options: { host: string; port: number; checks: () => Checks }): Promise<OperationsServer> => {
  const server = createServer(async (request, response) => {
    try {
      if (request.url === '/metrics') return await metrics(response);
      if (request.url === '/health/live') return answer(response, 200, { status: 'live' });
      if (request.url !== '/health/ready') return answer(response, 404, { status: 'unknown' });
      const state = await readiness(options.checks);
      answer(response, state.ready ? 200 : 503, state);
    } catch (error) {
      logger.error('operations.failed', errorFields(error));
      if (!response.headersSent) answer(response, 500, { status: 'failed' });
    }
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, options.host, resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
