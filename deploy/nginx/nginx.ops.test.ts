import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testProduct } from '../../e2e/support/product.ts';
import { signUp } from '../../e2e/support/session.client.ts';
import { slowness } from '../../shared/testing/slowness.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import type { Product } from '../../tools/run/product.ts';
import { type Echo, startEcho } from './testing/echo.ts';
import { ask, type EdgeAnswer, type EdgeRequest, open } from './testing/edge.client.ts';
import { type Edge, startEdge } from './testing/edge.ts';

type Row = Readonly<{
  what: string;
  path: string;
  plain?: true;
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  status: number;
  /** Of the answer; undefined means absent. */
  has?: Readonly<Record<string, string | RegExp | undefined>>;
  text?: string | RegExp;
}>;

const idleMs = 90_000;
const eleven = Buffer.alloc(11_000_000, 32);
const json = { 'content-type': 'application/json' };
const problem = /^application\/problem\+json/;
const html = /^text\/html/;

let product: Product;
/** In front of the product, without limits: the table asks faster than any person. */
let edge: Edge;
/** In front of two echoes that tell what reached them. */
let mirror: Edge;
let gatewayEcho: Echo;
let webEcho: Echo;
let idle: Readonly<{ since: number; say(text: string): Promise<string>; close(): void }>;
let asset: string;

const onEdge = (request: Omit<EdgeRequest, 'port'>, of: Edge = edge): Promise<EdgeAnswer> =>
  ask({ ...request, port: request.plain ? of.httpPort : of.httpsPort });
const onMirror = (path: string, rest: Partial<EdgeRequest> = {}): Promise<EdgeAnswer> => onEdge({ path, ...rest }, mirror);
const heard = (answer: EdgeAnswer): { name: string; url: string; headers: Record<string, string> } => JSON.parse(answer.body);

/** Upgrades, and hears the hello that only a connection of its own can carry. */
const openSocket = (of: Edge, path: string): Promise<typeof idle> =>
  new Promise((resolve, reject) => {
    const request = open({
      port: of.httpsPort,
      path,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'MDEyMzQ1Njc4OWFiY2RlZg==',
      },
    });
    request.once('error', reject);
    request.once('response', (response) => reject(new Error(`No upgrade but ${response.statusCode}`)));
    request.once('upgrade', (_response, socket, head) => {
      let text = head.toString();
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      socket.on('error', () => socket.destroy());
      const say = async (word: string): Promise<string> => {
        socket.write(word);
        return waitFor('the word to come back', () => text.endsWith(word) && text);
      };
      resolve({ since: performance.now(), say, close: () => socket.destroy() });
    });
    request.end();
  });

const fingerprint = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.once('error', reject);
  });

beforeAll(async () => {
  [gatewayEcho, webEcho] = await Promise.all([startEcho('gateway'), startEcho('web')]);
  const settings = { NGINX_LIMITS: 'off', NGINX_HSTS: 'max-age=31536000' };
  mirror = await startEdge({ gateway: gatewayEcho.address, web: webEcho.address, settings });
  idle = await openSocket(mirror, '/crm/api/v1/ws/terminal');
  product = await testProduct({ web: true, env: { TRUST_PROXY_HOPS: '1', PUBLIC_URL: 'https://crm.example.test' } });
  edge = await startEdge({
    gateway: `127.0.0.1:${product.ports.gateway}`,
    web: `127.0.0.1:${product.ports.web}`,
    settings: { NGINX_LIMITS: 'off' },
  });
  writeFileSync(join(edge.acmeRoot, 'token'), 'the token');
  const page = await onEdge({ path: '/crm/sign-in' });
  asset = /\/crm\/_next\/static\/[^"]+\.js/.exec(page.body)?.[0] ?? '';
});

afterAll(async () => {
  idle?.close();
  await Promise.allSettled([edge, mirror, gatewayEcho, webEcho, product].map((one) => one?.stop()));
});

const secure = [
  'x-content-type-options',
  'x-frame-options',
  'referrer-policy',
  'permissions-policy',
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'x-request-id',
  'x-trace-id',
];
const expectHeaders = ({ headers }: EdgeAnswer): void => {
  // Node joins a header that came twice with a comma: a doubled one shows as well as a missing one.
  expect(Object.fromEntries(secure.map((name) => [name, typeof headers[name]]))).toEqual(
    Object.fromEntries(secure.map((name) => [name, 'string'])),
  );
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['x-frame-options']).toMatch(/^(DENY|SAMEORIGIN)$/);
  expect(headers['x-xss-protection']).toBeUndefined();
  expect(headers['server']).toBe('nginx');
  expect(headers['x-powered-by']).toBeUndefined();
};

const blocked = [
  '/.env',
  '/.git/config',
  '/.git/HEAD',
  '/.htaccess',
  '/.well-known/security.key',
  '/crm/.env',
  '/crm/.env.local',
  '/crm/.git/config',
  '/package.json',
  '/package-lock.json',
  '/crm/package.json',
  '/crm/package-lock.json',
  '/docker-compose.yml',
  '/compose.yaml',
  '/crm/compose.dev.yaml',
  '/Dockerfile',
  '/prisma/schema.prisma',
  '/crm/prisma/migrations/1/migration',
  '/backups/today',
  '/backup.sql',
  '/crm/dump.sql.gz',
  '/crm/db.dump',
  '/crm/server.key',
  '/crm/_next/static/chunks/main.js.map',
  '/crm/node_modules/next/x',
  '/crm/next.config.ts',
  '/crm/index.html~',
  '/crm/site.conf',
  '/crm/archive.zip',
  '/crm/%2eenv',
  '/crm/x/../.env',
].map((path): Row => ({ what: 'is as if it did not exist', path, status: 404, has: { 'content-type': html } }));

const rows: readonly Row[] = [
  { what: 'leads to the app', path: '/', status: 302, has: { location: '/crm/' } },
  { what: 'is the app, which starts with today', path: '/crm/', status: 307, has: { location: '/crm/today' } },
  { what: 'is the app, which starts with today', path: '/crm', status: 307, has: { location: '/crm/today' } },
  {
    what: 'is a page',
    path: '/crm/sign-in',
    status: 200,
    has: {
      'content-type': html,
      'content-security-policy': /script-src 'nonce-[^']+' 'strict-dynamic'/,
      'strict-transport-security': 'max-age=31536000',
    },
  },
  { what: "is the app's own not-found page", path: '/crm/nothing-here', status: 404, has: { 'content-type': html } },
  { what: 'is an icon kept for 30 days', path: '/crm/icon.svg', status: 200, has: { 'cache-control': 'public, max-age=2592000' } },
  { what: 'answers healthy', path: '/health', status: 200, text: /^healthy\n$/, has: { 'content-type': 'text/plain' } },
  { what: 'answers healthy without TLS', path: '/health', plain: true, status: 200, text: /^healthy\n$/ },
  { what: 'is nobody’s', path: '/nothing', status: 404, has: { 'content-type': html } },
  { what: 'is nobody’s', path: '/crmx', status: 404 },
  { what: 'is not the app', path: '/crm2', status: 404 },
  { what: 'is not the app', path: '/crm2/', status: 404 },
  { what: 'is not the app', path: '/crm2/login', status: 404 },
  { what: 'is not the API', path: '/crm2/api/v1/auth/me', status: 404, has: { 'content-type': problem } },
  { what: 'is no public address', path: '/stub_status', status: 404 },
  { what: 'is no public address', path: '/upstreams', status: 404 },
  { what: 'is no public address', path: '/metrics', status: 404 },
  { what: 'is no public address', path: '/.edge/page', status: 404 },
  {
    what: 'wants a token',
    path: '/crm/api/v1/auth/me',
    status: 401,
    has: { 'content-type': problem, 'cache-control': 'no-store', 'strict-transport-security': 'max-age=31536000' },
  },
  { what: 'wants a token on the short path', path: '/api/v1/auth/me', status: 401, has: { 'content-type': problem } },
  {
    what: 'is refused by the gateway, not by a file pattern',
    path: '/crm/api/v1/package.json',
    status: 404,
    has: { 'content-type': problem },
    text: 'traceId',
  },
  { what: 'is refused by the gateway, not by a file pattern', path: '/api/v1/dump.sql', status: 404, has: { 'content-type': problem } },
  { what: 'describes the API', path: '/crm/api/v1/openapi.json', status: 200, has: { 'content-type': /json/ } },
  {
    what: 'documents the API with its own policy',
    path: '/crm/api/v1/docs',
    status: 200,
    has: { 'content-security-policy': /script-src 'self'/ },
  },
  { what: 'is the API of nothing', path: '/api/v2/auth/me', status: 404, has: { 'content-type': problem } },
  {
    what: 'refuses a wrong password',
    path: '/crm/api/v1/auth/login',
    method: 'POST',
    headers: json,
    body: '{"email":"a@b.test","password":"wrong"}',
    status: 401,
    has: { 'content-type': problem },
  },
  {
    what: 'refuses another media type',
    path: '/crm/api/v1/auth/login',
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: 'x',
    status: 415,
  },
  {
    what: 'refuses a field it does not know',
    path: '/crm/api/v1/auth/login',
    method: 'POST',
    headers: json,
    body: '{"no":1}',
    status: 400,
  },
  {
    what: 'refuses 2 MB of JSON in the gateway',
    path: '/crm/api/v1/auth/login',
    method: 'POST',
    headers: json,
    body: eleven.subarray(0, 2_000_000),
    status: 413,
    text: 'BODY_TOO_LARGE',
  },
  {
    what: 'refuses 11 MB at the edge',
    path: '/crm/api/v1/imports',
    method: 'POST',
    headers: json,
    body: eleven,
    status: 413,
    has: { 'content-type': problem },
    text: 'BODY_TOO_LARGE',
  },
  {
    what: 'refuses 11 MB for a page as a page',
    path: '/crm/sign-in',
    method: 'POST',
    body: eleven,
    status: 413,
    has: { 'content-type': html },
  },
  {
    what: 'answers a preflight of its own origin',
    path: '/crm/api/v1/deals',
    method: 'OPTIONS',
    headers: { origin: 'https://crm.example.test', 'access-control-request-method': 'POST' },
    status: 204,
    has: { 'access-control-allow-origin': 'https://crm.example.test' },
  },
  {
    what: 'does not reflect a foreign origin',
    path: '/crm/api/v1/auth/me',
    headers: { origin: 'https://evil.example' },
    status: 401,
    has: { 'access-control-allow-origin': undefined },
  },
  { what: 'answers HEAD', path: '/crm/sign-in', method: 'HEAD', status: 200, text: /^$/ },
  {
    what: 'is open to the certificate authority',
    path: '/.well-known/acme-challenge/token',
    plain: true,
    status: 200,
    text: /^the token$/,
  },
  { what: 'is open to the certificate authority over TLS', path: '/.well-known/acme-challenge/token', status: 200, text: /^the token$/ },
  { what: 'has no such token', path: '/.well-known/acme-challenge/none', plain: true, status: 404 },
  {
    what: 'moves people to https with their query',
    path: '/crm/sign-in?next=%2Fdeals',
    plain: true,
    status: 301,
    has: { location: 'https://crm.example.test/crm/sign-in?next=%2Fdeals' },
  },
  { what: 'moves the root to https', path: '/', plain: true, status: 301, has: { location: 'https://crm.example.test/' } },
  {
    what: 'moves a program with its method and body',
    path: '/crm/api/v1/deals',
    plain: true,
    method: 'POST',
    headers: json,
    body: '{}',
    status: 308,
    has: { location: 'https://crm.example.test/crm/api/v1/deals' },
  },
  { what: 'does not leave the app by dots', path: '/crm/../../etc/passwd', status: 400 },
  { what: 'stays inside', path: '/crm/%2e%2e/health', status: 200, text: /^healthy/ },
  ...blocked,
];

describe('a table of requests in front of the running system', () => {
  test('has at least 60 rows', () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
  });

  test.each(rows.map((row) => [`${row.method ?? 'GET'} ${row.plain ? 'http' : 'https'} ${row.path}: ${row.what}`, row] as const))(
    '%s',
    async (_title, row) => {
      const answer = await onEdge(row);
      expect({ status: answer.status, body: answer.body.slice(0, 300) }).toEqual({ status: row.status, body: expect.anything() });
      for (const [name, value] of Object.entries(row.has ?? {})) {
        if (value instanceof RegExp) expect(answer.headers[name]).toMatch(value);
        else expect(answer.headers[name]).toBe(value);
      }
      if (row.text !== undefined) expect(answer.body).toMatch(row.text);
      expectHeaders(answer);
    },
  );

  test('serves a hashed asset for a year, compressed, and 304 to whoever has it', async () => {
    const first = await onEdge({ path: asset, headers: { 'accept-encoding': 'gzip' } });
    expect(first.status).toBe(200);
    expect(first.headers['cache-control']).toMatch(/max-age=31536000, immutable/);
    expect(first.headers['content-encoding']).toBe('gzip');
    expectHeaders(first);
    const again = await onEdge({ path: asset, headers: { 'if-none-match': (await onEdge({ path: asset })).headers['etag'] ?? '' } });
    expect(again.status).toBe(304);
    expectHeaders(again);
  });

  test('a stream of events starts in under a second and carries what happens', async () => {
    const session = await signUp(product.url);
    const started = performance.now();
    const request = open({
      port: edge.httpsPort,
      path: '/crm/api/v1/events',
      headers: { authorization: `Bearer ${session.session.accessToken}` },
    });
    let text = '';
    let firstByteMs = Number.POSITIVE_INFINITY;
    request.once('response', (response) =>
      response.on('data', (chunk: Buffer) => {
        firstByteMs = Math.min(firstByteMs, performance.now() - started);
        text += chunk.toString();
      }),
    );
    request.end();
    await waitFor('the first byte', () => text !== '');
    expect(firstByteMs).toBeLessThan(1_000 * slowness());
    await session.must('POST', '/companies', { name: 'Nowa Firma' });
    await waitFor('the event', () => text.includes('crm.company.created'));
    request.destroy();
  });

  test('an upgrade reaches the gateway, which wants to know who asks', async () => {
    await expect(openSocket(edge, '/crm/api/v1/ws/terminal')).rejects.toThrow('No upgrade but 403');
  });

  test('the gateway learns the true address, whatever the caller claims', async () => {
    const addressSeen = async (headers: Record<string, string>): Promise<unknown> => {
      const answer = await onEdge({ path: '/crm/api/v1/auth/me', headers });
      const id = String(answer.headers['x-request-id']);
      const lines = () => product.log('gateway').split('\n');
      const line = await waitFor('the line of the gateway', () => lines().find((one) => one.includes(id)));
      return JSON.parse(line).client_ip_hash;
    };
    const honest = await addressSeen({});
    expect(honest).toEqual(expect.any(String));
    for (const address of ['198.51.100.7', '198.51.100.8, 203.0.113.1'])
      expect(await addressSeen({ 'x-forwarded-for': address, 'x-real-ip': address, forwarded: `for=${address}` })).toBe(honest);
  });

  test('the log is JSON with the ids a person needs', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await onEdge({ path: '/nowhere?secret=1', headers: { traceparent } });
    const line = await waitFor('the line of nginx', () => edge.log().find((one) => one['traceparent'] === traceparent));
    expect(line).toMatchObject({
      'http.path': '/nowhere',
      'http.status': 404,
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      client_ip: '127.0.0.1',
    });
    expect(JSON.stringify(edge.log())).not.toContain('secret');
    expect(edge.log().some((one) => one['http.path'] === '/health')).toBe(false);
    expect(edge.log().find((one) => one['http.path'] === '/crm/api/v1/auth/me')).toMatchObject({
      upstream_status: '401',
      upstream_time: expect.stringMatching(/^\d/),
    });
  });

  test('figures are told on this machine only', async () => {
    const status = await ask({ port: edge.statusPort, path: '/stub_status', plain: true });
    expect(status.body).toContain('Active connections');
    expect((await ask({ port: edge.exporterPort, path: '/stub_status', plain: true })).status).toBe(200);
  });
});

describe('faults of the original', () => {
  test('/crm does not catch /crm2: with a second version each goes to its own', async () => {
    const settings = {
      NGINX_TLS: 'off',
      NGINX_V2: 'on',
      NGINX_UPSTREAM_GATEWAY_V2: gatewayEcho.address,
      NGINX_UPSTREAM_WEB_V2: gatewayEcho.address,
    };
    await using both = await startEdge({ gateway: webEcho.address, web: webEcho.address, settings });
    const url = async (path: string) => {
      const { name, url: reached } = heard(await onEdge({ path, plain: true }, both));
      return `${name} ${reached}`;
    };
    expect(await url('/crm/deals')).toBe('web /crm/deals');
    expect(await url('/crm2/deals')).toBe('gateway /crm2/deals');
    expect(await url('/crm2/api/v1/deals?limit=1')).toBe('gateway /api/v1/deals?limit=1');
    expect(await url('/crm2')).toBe('gateway /crm2');
    expect(await url('/crm2/')).toBe('gateway /crm2');
  });

  test('the block of dot files leaves the certificate authority alone', async () => {
    expect((await onEdge({ path: '/.well-known/acme-challenge/token', plain: true })).status).toBe(200);
    expect((await onEdge({ path: '/.well-known/other' })).status).toBe(404);
  });

  test.each([200, 304, 404, 429, 500, 502, 503])(
    'an answer %i carries every header once, in locations with headers of their own too',
    async (status) => {
      for (const path of [`/crm/status-${status}`, `/crm/api/v1/status-${status}`, `/crm/_next/static/status-${status}.js`]) {
        const answer = await onMirror(path);
        expect(answer.status).toBe(status);
        expectHeaders(answer);
        expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
      }
    },
  );

  test('what the edge answers by itself carries them too', async () => {
    for (const path of ['/.env', '/crm/icon.svg', '/health', '/']) expectHeaders(await onMirror(path));
  });

  test('the strict preset keeps the rates of the original and still serves a screen at once', async () => {
    await using strict = await startEdge({
      gateway: gatewayEcho.address,
      web: webEcho.address,
      settings: { NGINX_TLS: 'off', NGINX_LIMITS: 'strict' },
    });
    const statuses = async (path: string, count: number): Promise<number[]> => {
      const answers = await Promise.all(Array.from({ length: count }, () => onEdge({ path, plain: true }, strict)));
      return answers.map(({ status }) => status);
    };
    expect(await statuses('/crm/api/v1/deals', 15)).not.toContain(429);
    const later = await Promise.all([statuses('/crm/api/v1/deals', 19), statuses('/crm/api/v1/deals', 19)]);
    expect(later.flat().filter((status) => status === 429).length).toBeGreaterThanOrEqual(15);
  });
});

describe('limits', () => {
  let limited: Edge;
  beforeAll(async () => {
    limited = await startEdge({
      gateway: gatewayEcho.address,
      web: webEcho.address,
      settings: { NGINX_TLS: 'off', NGINX_TRUSTED_PROXIES: '127.0.0.1' },
    });
  });
  afterAll(() => limited?.stop());
  /** Each test comes from an address of its own, which only a listed proxy may name. */
  const from = (address: string, path: string, method = 'GET'): Promise<EdgeAnswer> =>
    onEdge({ path, plain: true, method, headers: { 'x-forwarded-for': address } }, limited);
  const count = async (times: number, send: () => Promise<EdgeAnswer>): Promise<EdgeAnswer[]> =>
    (await Promise.all(Array.from({ length: times }, send))).filter(({ status }) => status === 429);

  test('of the API: 40 more than 20 a second at once, then 429 as a problem with Retry-After', async () => {
    const refused = await count(80, () => from('198.51.100.1', '/crm/api/v1/deals'));
    expect(refused.length).toBeGreaterThan(20);
    expect(refused.length).toBeLessThan(40);
    const [one] = refused as [EdgeAnswer];
    expect(one.headers).toMatchObject({ 'retry-after': '10', 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
    expect(JSON.parse(one.body)).toMatchObject({ status: 429, code: 'RATE_LIMITED', traceId: one.headers['x-trace-id'] });
    expectHeaders(one);
    await waitFor('the lines of nginx', () => limited.log().length >= 80);
    expect(limited.log()).toContainEqual(
      expect.objectContaining({ client_ip: '198.51.100.1', limit_status: 'REJECTED', 'http.status': 429 }),
    );
  });

  test('of signing in: ten more than five a minute; what guesses nothing is not counted', async () => {
    const refused = await count(25, () => from('198.51.100.2', '/crm/api/v1/auth/login', 'POST'));
    expect(refused.length).toBe(14);
    expect(await count(20, () => from('198.51.100.2', '/crm/api/v1/auth/refresh', 'POST'))).toHaveLength(0);
    expect(await count(3, () => from('198.51.100.3', '/api/v1/auth/login', 'POST'))).toHaveLength(0);
  });

  test('of pages: as a page in the language of the reader', async () => {
    const refused = await count(420, () => from('198.51.100.4', '/crm/deals'));
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0]).toMatchObject({
      headers: { 'content-type': 'text/html; charset=utf-8', 'retry-after': '10' },
      body: expect.stringContaining('Too many requests'),
    });
  });

  test('a listed proxy says for whom it asks and that it ended TLS', async () => {
    const { headers } = heard(
      await onEdge(
        { path: '/crm/x', plain: true, headers: { 'x-forwarded-for': '203.0.113.9, 198.51.100.9', 'x-forwarded-proto': 'https' } },
        limited,
      ),
    );
    expect(headers).toMatchObject({ 'x-forwarded-for': '198.51.100.9', 'x-real-ip': '198.51.100.9', 'x-forwarded-proto': 'https' });
  });
});

describe('towards the services', () => {
  test('headers a caller forges are replaced, those of a trace pass', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const forged = {
      'x-forwarded-for': '1.2.3.4',
      'x-real-ip': '1.2.3.4',
      'x-forwarded-proto': 'http',
      forwarded: 'for=1.2.3.4',
      'x-forwarded-prefix': '/x',
      'x-middleware-subrequest': 'middleware',
      'x-request-id': "1' or 1=1",
    };
    const { headers } = heard(await onMirror('/crm/api/v1/deals', { headers: { ...forged, traceparent } }));
    expect(headers).toMatchObject({
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'https',
      host: 'crm.example.test',
      traceparent,
    });
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    for (const name of ['forwarded', 'x-forwarded-prefix', 'x-middleware-subrequest', 'upgrade', 'connection'])
      expect([name, headers[name]]).toEqual([name, undefined]);
    const own = '0190b7a1-7c53-7d4e-8f21-3a5b6c7d8e9f';
    expect(heard(await onMirror('/crm/api/v1/deals', { headers: { 'x-request-id': own } })).headers['x-request-id']).toBe(own);
  });

  test('the application’s value of a header wins; obsolete and unwanted ones are dropped', async () => {
    expect((await onMirror('/crm/api/v1/own-policy')).headers['x-frame-options']).toBe('SAMEORIGIN');
    const { headers } = await onMirror('/crm/api/v1/hsts');
    expect([headers['strict-transport-security'], headers['x-xss-protection']]).toEqual(['max-age=1', undefined]);
  });

  const visits = async (path: string, times: number, headers: Record<string, string> = {}): Promise<number> => {
    for (let at = 0; at < times; at += 1) expect((await onMirror(path, { headers })).status).toBe(200);
    return webEcho.received(path);
  };

  test('the cache keeps what anonymous visitors may share, and nothing else', async () => {
    expect(await visits('/crm/_next/static/cacheable-1.js', 3)).toBe(1);
    expect(await visits('/crm/_next/static/cacheable-2.js', 3, { cookie: 'a=b' })).toBe(3);
    expect(await visits('/crm/_next/static/cacheable-3.js', 3, { authorization: 'Bearer x' })).toBe(3);
    expect(await visits('/crm/_next/static/cacheable-2.js', 1)).toBe(4);
    expect(await visits('/crm/_next/static/cacheable-1.js', 1, { cookie: 'a=b' })).toBe(2);
    expect(await visits('/crm/_next/static/cacheable-set-cookie.js', 3)).toBe(3);
    expect(await visits('/crm/_next/static/changing.js', 2)).toBe(2);
    expect(await visits('/crm/cacheable-page', 2)).toBe(2);
  });

  test('a GET is tried on the other copy, a POST never', async () => {
    await using second = await startEcho('second');
    await using pair = await startEdge({ gateway: gatewayEcho.address, web: webEcho.address, settings: { NGINX_TLS: 'off' } });
    expect((await pair.upstreams('pin', 'gateway', gatewayEcho.address, second.address)).code).toBe(0);
    await onEdge({ path: '/api/v1/break', plain: true }, pair);
    expect([gatewayEcho.received('/api/v1/break'), second.received('/api/v1/break')]).toEqual([1, 1]);
    const posted = await onEdge({ path: '/api/v1/break-post', plain: true, method: 'POST', body: '{}' }, pair);
    expect(posted).toMatchObject({ status: 502, headers: { 'content-type': 'application/problem+json', 'retry-after': '5' } });
    expect(gatewayEcho.received('/api/v1/break-post') + second.received('/api/v1/break-post')).toBe(1);
  });

  test('an address is written, pinned, refused and followed again, without losing a request', async () => {
    await using second = await startEcho('second');
    await using moving = await startEdge({
      gateway: gatewayEcho.address,
      web: webEcho.address,
      settings: { NGINX_TLS: 'off', NGINX_LIMITS: 'off' },
    });
    const by = async () => heard(await onEdge({ path: '/api/v1/who', plain: true }, moving)).name;
    const seen: number[] = [];
    let moved = false;
    const load = (async () => {
      while (!moved) seen.push((await onEdge({ path: '/api/v1/load', method: 'POST', body: '{}', plain: true }, moving)).status);
    })();
    expect(await by()).toBe('gateway');
    expect(await moving.upstreams('pin', 'gateway', second.address)).toMatchObject({ code: 0 });
    expect(await by()).toBe('second');
    expect((await moving.upstreams('show')).output).toContain(`gateway pinned ${gatewayEcho.address} ${second.address}`);
    expect(await moving.upstreams('pin', 'gateway', 'second:80')).toMatchObject({ code: 64 });
    expect(await moving.upstreams('pin', 'gateway', '999.1.1.1:80')).toMatchObject({
      code: 1,
      output: expect.stringContaining('nothing changed'),
    });
    expect(await moving.upstreams('pin', 'database', '127.0.0.1:1')).toMatchObject({ code: 64 });
    expect(await by()).toBe('second');
    expect(await moving.upstreams('unpin', 'gateway')).toMatchObject({ code: 0 });
    expect(await by()).toBe('gateway');
    moved = true;
    await load;
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.filter((status) => status !== 200)).toEqual([]);
  });

  test('nginx starts before its services, says so, and fills in who comes', async () => {
    await using early = await startEdge({ gateway: 'gateway.invalid:3001', web: 'web.invalid:3000', settings: { NGINX_TLS: 'off' } });
    const api = await onEdge({ path: '/crm/api/v1/deals', plain: true }, early);
    expect(api).toMatchObject({ status: 503, headers: { 'retry-after': '5', 'content-type': 'application/problem+json' } });
    expectHeaders(api);
    const page = await onEdge({ path: '/crm/', plain: true, headers: { 'accept-language': 'pl' } }, early);
    expect(page).toMatchObject({ status: 503, body: expect.stringContaining('uruchamia się') });
    expect((await onEdge({ path: '/health', plain: true }, early)).status).toBe(200);
    await early.upstreams('pin', 'web', webEcho.address);
    expect((await onEdge({ path: '/crm/x', plain: true }, early)).status).toBe(200);
  });
});

describe('configuration', () => {
  test('passes nginx -t without a warning, and says what it was told', async () => {
    const { code, output } = await edge.configTest();
    expect({ code, warned: /warn|emerg|alert/.test(output) }).toEqual({ code: 0, warned: false });
    const base = readFileSync(join(edge.folder, 'conf.d/00-base.conf'), 'utf8');
    expect(base).toMatch(/max_size=100m inactive=24h/);
    expect(base).not.toMatch(/\$\{[A-Z]/);
    const gateway = readFileSync(join(edge.folder, 'conf.d/upstreams.d/gateway.conf'), 'utf8');
    for (const word of ['least_conn;', 'max_fails=3 fail_timeout=30s;', 'keepalive 32;', 'zone gateway']) expect(gateway).toContain(word);
  });

  test('refuses a setting it does not know', async () => {
    await expect(startEdge({ gateway: gatewayEcho.address, web: webEcho.address, settings: { NGINX_LIMITS: 'generous' } })).rejects.toThrow(
      /NGINX_LIMITS is "generous"/,
    );
    await expect(
      startEdge({ gateway: gatewayEcho.address, web: webEcho.address, settings: { NGINX_TRUSTED_PROXIES: 'all;' } }),
    ).rejects.toThrow(/no address/);
  });

  test('its README names every setting', () => {
    const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
    const configure = readFileSync(join(import.meta.dirname, 'bin/configure'), 'utf8');
    for (const [, name] of configure.matchAll(/^: "\$\{NGINX_(\w+):=/gm)) expect(readme).toContain(`_${name}`.replace('_', ''));
  });

  test('a new certificate is served without a restart', async () => {
    await using other = await startEdge({ gateway: gatewayEcho.address, web: webEcho.address });
    await using own = await startEdge({ gateway: gatewayEcho.address, web: webEcho.address });
    const issued = (edgeOf: Edge, name: string): string => readFileSync(join(edgeOf.folder, `conf.d/tls/${name}.pem`), 'utf8');
    const before = await fingerprint(own.httpsPort);
    await using _loop = own.follow();
    writeFileSync(join(own.folder, 'privkey.pem'), issued(other, 'key'));
    writeFileSync(join(own.folder, 'fullchain.pem'), issued(other, 'certificate'));
    const expected = await fingerprint(other.httpsPort);
    expect(expected).not.toBe(before);
    await waitFor('the new certificate', async () => (await fingerprint(own.httpsPort)) === expected);
  });
});

describe('a connection that stays', () => {
  test('a WebSocket is still open after 90 s of silence', async () => {
    await delay(Math.max(0, idleMs - (performance.now() - idle.since)));
    expect(await idle.say('still here')).toBe('hellostill here');
  });
});
