import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Session } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { apiClient } from '@crm-gtd/shared/testing/api-client.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { testStack } from '@crm-gtd/shared/testing/test-stack.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import type { DB } from '../generated/db-types.ts';
import { gatewayService } from '../service.ts';
import { createLimit } from './rate-limit.ts';

const password = 'Zielona-lampa-41';
const settings = {
  LOGIN_DELAY_AFTER: '5',
  PORT: '0',
  JWT_SECRET: 'a'.repeat(40),
  JWT_REFRESH_SECRET: 'b'.repeat(40),
  BCRYPT_ROUNDS: '4',
  RATE_LIMIT_IP: '20',
  RATE_LIMIT_USER: '15',
  LOGIN_LIMIT_ACCOUNT: '3',
  LOGIN_LIMIT_IP: '6',
};

/** Behind one trusted proxy a test can come from any address. */
let gateway: TestService<DB>;
let base: string;
const address = (): string => `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 250)).join('.')}`;

beforeAll(async () => {
  gateway = await startTestService(gatewayService, { config: { ...settings, TRUST_PROXY_HOPS: '1' } });
  base = `http://127.0.0.1:${gateway.ports['http']}/api/v1`;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } });
const register = async (ip: string) => {
  const client = apiClient(base);
  const email = `u.${randomUUID()}@example.com`;
  const answer = await client.post('/auth/register', { email, password, name: 'Anna', organizationName: 'Lampy' }, from(ip));
  client.token = Session.parse(answer.body).accessToken;
  return { client, email };
};

describe('limits', () => {
  test('an address that shows no token is stopped, with the time to come back', async () => {
    const ip = address();
    const answers = [];
    for (let at = 0; at < 22; at += 1) answers.push(await apiClient(base).get('/organization', from(ip)));
    expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(401), 429, 429]);
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await apiClient(base).get('/organization', from(address()))).status).toBe(401);
  });

  test('a person is stopped by his own limit, wherever he is, and his office is not', async () => {
    const ip = address();
    const [anna, jan] = [await register(ip), await register(ip)];
    const statuses = [];
    for (let at = 0; at < 16; at += 1) statuses.push((await anna.client.get('/auth/me', from(address()))).status);
    expect(statuses).toEqual([...Array(15).fill(200), 429]);
    expect((await jan.client.get('/auth/me', from(ip))).status).toBe(200);
  });

  test('an address further back than the trusted proxy widens nothing', async () => {
    const ip = address();
    const statuses = [];
    for (let at = 0; at < 21; at += 1) statuses.push((await apiClient(base).get('/organization', from(`${address()}, ${ip}`))).status);
    expect(statuses.at(-1)).toBe(429);
  });

  test('guesses at one account are stopped at their address; its owner signs in from his own', async () => {
    const { email } = await register(address());
    const [theirs, own] = [address(), address()];
    const guesses = [];
    for (let at = 0; at < 4; at += 1)
      guesses.push((await apiClient(base).post('/auth/login', { email, password: `Zle-haslo-numer-${at}` }, from(theirs))).status);
    expect(guesses).toEqual([401, 401, 401, 429]);
    expect((await apiClient(base).post('/auth/login', { email, password }, from(theirs))).status).toBe(429);
    expect((await apiClient(base).post('/auth/login', { email, password }, from(own))).status).toBe(200);
  });

  test('guesses at many accounts are stopped by address', async () => {
    const ip = address();
    const statuses = [];
    for (let at = 0; at < 7; at += 1)
      statuses.push((await apiClient(base).post('/auth/login', { email: `x${randomUUID()}@example.com`, password }, from(ip))).status);
    expect(statuses).toEqual([...Array(6).fill(401), 429]);
  });

  test('a right password gives the tries back', async () => {
    const ip = address();
    const { email } = await register(ip);
    for (let at = 0; at < 8; at += 1) expect((await apiClient(base).post('/auth/login', { email, password }, from(ip))).status).toBe(200);
  });

  test('guesses sent at once are counted as sent', async () => {
    const { email } = await register(address());
    const ip = address();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) => apiClient(base).post('/auth/login', { email, password: `Naraz-haslo-${at}` }, from(ip))),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(3);
  });
});

describe('F17: guesses at one account from many addresses', () => {
  const guess = (email: string, client = apiClient(base), wrong = `Zle-haslo-${randomUUID()}`) =>
    client.post('/auth/login', { email, password: wrong }, from(address()));

  const delayed = async (email: string): Promise<void> => {
    const statuses = [];
    for (let at = 0; at < 5; at += 1) statuses.push((await guess(email)).status);
    expect(statuses).toEqual(Array(5).fill(401));
    // The first beyond those that are free is looked at and starts the wait; whatever comes within it is not.
    const more = [];
    for (let at = 0; at < 6; at += 1) more.push(await guess(email));
    expect(more.some(({ status }) => status === 429)).toBe(true);
    for (const { headers, status } of more) if (status === 429) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  };

  test('have to wait, the account known or not', async () => {
    const { email } = await register(address());
    await delayed(email);
    await delayed(`nobody.${randomUUID()}@example.com`);
  });

  test('do not keep its owner from a device he has signed in on before, and a right password ends the wait', async () => {
    const { client, email } = await register(address());
    await delayed(email);
    expect((await client.post('/auth/login', { email, password }, from(address()))).status).toBe(200);
    expect((await guess(email)).status).toBe(401);
  });

  test('on a known device are counted there; its cookie is HttpOnly, for these routes, and no other account profits', async () => {
    const [anna, jan] = [await register(address()), await register(address())];
    const answer = await apiClient(base).post('/auth/login', { email: anna.email, password }, from(address()));
    const line = answer.headers.getSetCookie().find((text) => text.startsWith('crm-device=')) ?? '';
    expect(line).toMatch(/^crm-device=[\w.-]+; Max-Age=\d+; Path=\/api\/v1\/auth; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
    expect(line).not.toContain(anna.email);
    const statuses = [];
    for (let at = 0; at < 4; at += 1) statuses.push((await guess(anna.email, anna.client)).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    await delayed(jan.email);
    const tries = [];
    for (let at = 0; at < 3; at += 1) tries.push((await guess(jan.email, anna.client)).status);
    expect(tries).toContain(429);
  });

  test('a forged cookie of a device counts as none', async () => {
    const { client, email } = await register(address());
    await delayed(email);
    const value = client.cookies.get('crm-device') ?? '';
    client.cookies.set('crm-device', `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`);
    const tries = [];
    for (let at = 0; at < 3; at += 1) tries.push((await guess(email, client)).status);
    expect(tries).toContain(429);
  });
});

describe('F23: when an address has used up what it may ask without a token', () => {
  const exhausted = async () => {
    const ip = address();
    const { client } = await register(ip);
    for (let at = 0; at < 21; at += 1) await apiClient(base).get('/organization', from(ip));
    expect((await apiClient(base).get('/organization', from(ip))).status).toBe(429);
    return { ip, client };
  };

  test('sessions there go on, and end; a cookie nobody knows counts as none', async () => {
    const { ip, client } = await exhausted();
    expect((await client.post('/auth/refresh', {}, from(ip))).status).toBe(200);
    expect((await apiClient(base).post('/auth/refresh', {}, from(ip))).status).toBe(429);
    const name = 'crm-refresh';
    const wrong = { headers: { ...from(ip).headers, cookie: `${name}=${'x'.repeat(43)}` } };
    expect((await apiClient(base).post('/auth/refresh', {}, wrong)).status).toBe(429);
    const ended = { headers: { ...from(ip).headers, cookie: `${name}=${client.cookies.get(name)}` } };
    expect((await client.post('/auth/logout', {}, from(ip))).status).toBe(204);
    expect((await apiClient(base).post('/auth/refresh', {}, ended)).status).toBe(429);
  });

  test("a provider's webhook is still heard", async () => {
    const { ip } = await exhausted();
    const answer = await apiClient(base).post('/billing/webhooks/nobody', {}, from(ip));
    expect(answer.status).toBe(404);
  });
});

test('F17: an IPv6 caller is counted by his /64', async () => {
  const statuses = [];
  for (let at = 1; at <= 21; at += 1) statuses.push((await apiClient(base).get('/organization', from(`2001:db8:7:7::${at}`))).status);
  expect(statuses).toEqual([...Array(20).fill(401), 429]);
  expect((await apiClient(base).get('/organization', from('2001:db8:7:8::1'))).status).toBe(401);
});

test('health is not limited', async () => {
  const origin = base.replace('/api/v1', '');
  for (let at = 0; at < 30; at += 1) expect((await apiClient(origin).get('/health')).status).toBe(200);
});

describe('while Redis is away', () => {
  const broken = new Redis('redis://127.0.0.1:1', { enableOfflineQueue: false, lazyConnect: true, retryStrategy: () => null });
  broken.on('error', () => undefined);
  afterAll(() => broken.disconnect());

  test('each process counts for itself', async () => {
    const limit = createLimit(broken, { name: 'ip', prefix: `t:${randomUUID()}`, points: 3, windowSeconds: 60 });
    for (let at = 0; at < 3; at += 1) await limit.take('a');
    await expect(limit.take('a')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(limit.take('b')).resolves.toBe(2);
  });

  test('sign-in gets half as many tries', async () => {
    const limit = createLimit(broken, { name: 'login', prefix: `t:${randomUUID()}`, points: 4, windowSeconds: 60 });
    for (let at = 0; at < 2; at += 1) await limit.take('a');
    await expect(limit.take('a')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('two processes share one count while it is there', async () => {
    const prefix = `t:${randomUUID()}`;
    const clients = [0, 1].map(() => new Redis(testStack().redisUrl));
    await Promise.all(clients.map((redis) => once(redis, 'ready')));
    const [one, two] = clients.map((redis) => createLimit(redis, { name: 'ip', prefix, points: 3, windowSeconds: 60 }));
    await one?.take('a');
    await two?.take('a');
    await one?.take('a');
    await expect(two?.take('a')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    for (const client of clients) client.disconnect();
  });
});
