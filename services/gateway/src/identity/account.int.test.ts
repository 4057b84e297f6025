import { randomUUID } from 'node:crypto';
import { type OwnSession, passwordChanged } from '@crm-gtd/shared/contracts/gateway/account.ts';
import { type AccountSession, sessionEnded, userSignedIn } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { type ApiAnswer, type ApiClient, apiClient } from '@crm-gtd/shared/testing/api-client.ts';
import { newEmail, registerOwner, type SignedIn, testPassword } from '@crm-gtd/shared/testing/owner.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { gatewayService } from '../service.ts';

const newPassword = 'Niebieska-lampa-42';
const time = { ms: Date.parse('2026-11-27T10:00:00Z') };
let gateway: TestService<DB>;
let base: string;

beforeAll(async () => {
  gateway = await startTestService(gatewayService, {
    clock: { now: () => new Date(time.ms) },
    config: {
      PORT: '0',
      JWT_SECRET: 'a'.repeat(40),
      JWT_REFRESH_SECRET: 'b'.repeat(40),
      BCRYPT_ROUNDS: '4',
      RATE_LIMIT_IP: '100000',
      RATE_LIMIT_USER: '100000',
      LOGIN_LIMIT_IP: '10000',
    },
  });
  base = `http://127.0.0.1:${gateway.ports['http']}/api/v1`;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const codeOf = ({ body }: ApiAnswer): string => (body as { code: string }).code;
const factsOf = (answer: ApiAnswer) => [answer.status, codeOf(answer)];
const sessionOf = ({ body }: ApiAnswer): AccountSession => body as AccountSession;
const cookieOf = (client: ApiClient) => ({ cookie: `crm-refresh=${client.cookies.get('crm-refresh')}` });

const signIn = async (email: string, password = testPassword, userAgent = 'Test/1'): Promise<ApiClient> => {
  const client = apiClient(base);
  const answer = await client.post('/auth/login', { email, password }, { headers: { 'user-agent': userAgent } });
  client.token = sessionOf(answer).accessToken;
  return client;
};

describe("one's own password", () => {
  const change = ({ client }: Pick<SignedIn, 'client'>, currentPassword: string, password = newPassword): Promise<ApiAnswer> =>
    client.post('/auth/password', { currentPassword, newPassword: password });

  test('U4 check 32: changes with the old one, ends every other session at once, and is told', async () => {
    const me = await registerOwner(base);
    const { email, id } = me.session.user;
    const other = await signIn(email);
    expect((await change(me, testPassword)).status).toBe(204);
    expect((await me.client.get('/auth/me')).status).toBe(200);
    expect((await other.get('/auth/me')).status).toBe(401);
    expect((await other.post('/auth/refresh', {})).status).toBe(401);
    expect((await apiClient(base).post('/auth/login', { email, password: testPassword })).status).toBe(401);
    expect((await apiClient(base).post('/auth/login', { email, password: newPassword })).status).toBe(200);
    expect((await gateway.outbox(passwordChanged)).filter(({ data }) => data.userId === id)).toHaveLength(1);
    const ended = (await gateway.outbox(sessionEnded)).filter(({ data }) => data.userId === id);
    expect(ended.map(({ data }) => data.reason)).toEqual(['passwordChanged']);
  });

  test('U4: does not change with a wrong old one, and not to a weak new one', async () => {
    const me = await registerOwner(base);
    expect(factsOf(await change(me, 'Zla-lampa-4242'))).toEqual([422, 'PASSWORD_WRONG']);
    expect(factsOf(await change(me, testPassword, 'qwerty123456'))).toEqual([422, 'PASSWORD_TOO_WEAK']);
    expect((await change(me, testPassword, 'krotkie')).status).toBe(400);
    expect((await me.client.post('/auth/password', { currentPassword: testPassword })).status).toBe(400);
    await signIn(me.session.user.email);
  });

  test('check 27: is guessed no faster with a stolen token than at the door', async () => {
    const me = await registerOwner(base);
    for (let guess = 0; guess < 10; guess += 1) await change(me, `Zgaduje-numer-${guess}`);
    expect(factsOf(await change(me, testPassword))).toEqual([429, 'RATE_LIMITED']);
  });

  test('of two changes at once one holds, and its password opens', async () => {
    const me = await registerOwner(base);
    const answers = await Promise.all(['Zielona-lampa-1', 'Zielona-lampa-2'].map((password) => change(me, testPassword, `${password}!xq`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 422]);
    const held = answers[0]?.status === 204 ? 1 : 2;
    await signIn(me.session.user.email, `Zielona-lampa-${held}!xq`);
  });
});

describe("one's own sessions", () => {
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
  const listOf = async (client: ApiClient): Promise<OwnSession[]> =>
    ((await client.get('/auth/sessions')).body as { items: OwnSession[] }).items;

  test('U4: are listed with their device, when they were last seen, and which is this one', async () => {
    const me = await registerOwner(base);
    time.ms += 60_000;
    const other = await signIn(me.session.user.email, testPassword, firefox);
    const sessions = await listOf(other);
    expect(sessions.map(({ browser, system, current }) => [browser, system, current])).toEqual([
      ['Firefox', 'Linux', true],
      [null, null, false],
    ]);
    expect(Date.parse(sessions[0]?.lastSeenAt ?? '') - Date.parse(sessions[1]?.lastSeenAt ?? '')).toBe(60_000);
    expect(JSON.stringify(sessions)).not.toContain('Mozilla');
  });

  test('U4: one ends, or all others, and what they had is refused at once', async () => {
    const me = await registerOwner(base);
    const others = [await signIn(me.session.user.email), await signIn(me.session.user.email), await signIn(me.session.user.email)];
    const [first] = others as [ApiClient];
    const own = (await listOf(first)).find(({ current }) => current)?.id ?? '';
    expect((await me.client.request('DELETE', `/auth/sessions/${own}`)).status).toBe(204);
    expect((await first.get('/auth/me')).status).toBe(401);
    expect((await first.post('/auth/refresh', {})).status).toBe(401);
    expect(factsOf(await me.client.request('DELETE', `/auth/sessions/${own}`))).toEqual([404, 'SESSION_NOT_FOUND']);
    expect((await me.client.post('/auth/sessions/end-others', {})).body).toEqual({ ended: 2 });
    for (const other of others) expect((await other.get('/auth/me')).status).toBe(401);
    expect(await listOf(me.client)).toMatchObject([{ current: true }]);
  });

  test("another person's session answers as an unknown one, and goes on", async () => {
    const [me, other] = [await registerOwner(base), await registerOwner(base)];
    const [theirs] = await listOf(other.client);
    for (const id of [theirs?.id, randomUUID()])
      expect(factsOf(await me.client.request('DELETE', `/auth/sessions/${id}`))).toEqual([404, 'SESSION_NOT_FOUND']);
    expect((await other.client.get('/auth/me')).status).toBe(200);
  });
});

describe('moving to another organization', () => {
  const withTwo = async () => {
    const me = await registerOwner(base);
    const created = await me.client.post('/organizations', { name: 'Druga firma' });
    return { ...me, first: me.session.organizationId, second: (created.body as { id: string }).id };
  };
  const sidOf = ({ accessToken }: Pick<AccountSession, 'accessToken'>): string =>
    (JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }).sid;

  test('F20 check 20: is a new session; the token and the cookie of the old one end at once, and both organizations are told', async () => {
    const { client, session, first, second } = await withTwo();
    const old = cookieOf(client);
    const moved = sessionOf(await client.post('/auth/refresh', { organizationId: second }));
    expect(moved).toMatchObject({ organizationId: second, organizationName: 'Druga firma' });
    expect(sidOf(moved)).not.toBe(sidOf(session));
    expect(factsOf(await client.get('/organization'))).toEqual([401, 'TOKEN_INVALID']);
    time.ms += 11_000;
    expect((await apiClient(base).post('/auth/refresh', {}, { headers: old })).status).toBe(401);
    const ended = (await gateway.outbox(sessionEnded)).filter(({ data }) => data.sessionId === sidOf(session));
    expect(ended.map(({ data, scope }) => [data.reason, scope.organizationId])).toEqual([['switched', first]]);
    const started = (await gateway.outbox(userSignedIn)).filter(({ data }) => data.sessionId === sidOf(moved));
    expect(started.map(({ data, scope }) => [data.method, scope.organizationId])).toEqual([['switch', second]]);
  });

  test('F20: a write of a tab that still shows the first organization lands in neither', async () => {
    const { client, second } = await withTwo();
    const moved = sessionOf(await client.post('/auth/refresh', { organizationId: second }));
    expect((await client.patch('/organization', { name: 'Przez pomyłkę' })).status).toBe(401);
    client.token = moved.accessToken;
    expect((await client.get('/organization')).body).toMatchObject({ name: 'Druga firma' });
  });

  test('F20: a parallel tab with the same cookie gets the same new session, and nobody is signed out', async () => {
    const { client, second } = await withTwo();
    const headers = cookieOf(client);
    const tabs = [apiClient(base), apiClient(base), apiClient(base)] as const;
    const answers = await Promise.all(tabs.map((tab) => tab.post('/auth/refresh', { organizationId: second }, { headers })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(answers.map((answer) => sidOf(sessionOf(answer)))).size).toBe(1);
    const late = await apiClient(base).post('/auth/refresh', {}, { headers });
    expect(sessionOf(late)).toMatchObject({ organizationId: second });
    expect((await tabs[0].post('/auth/refresh', {})).status).toBe(200);
  });

  test('F20: the old cookie used late is a reuse, which ends the session that went on', async () => {
    const { client, second } = await withTwo();
    const headers = cookieOf(client);
    client.token = sessionOf(await client.post('/auth/refresh', { organizationId: second })).accessToken;
    time.ms += 11_000;
    expect((await apiClient(base).post('/auth/refresh', {}, { headers })).status).toBe(401);
    expect((await client.get('/auth/me')).status).toBe(401);
    expect((await client.post('/auth/refresh', {})).status).toBe(401);
  });

  test('check 16: makes no life longer: thirty days after the sign-in it is over', async () => {
    const { client, first, second } = await withTwo();
    for (let week = 0; week < 5; week += 1) {
      time.ms += 6 * 86_400_000;
      const answer = await client.post('/auth/refresh', { organizationId: week % 2 === 0 ? second : first });
      expect([week, answer.status]).toEqual([week, 200]);
    }
    time.ms += 86_400_000;
    expect((await client.post('/auth/refresh', {})).status).toBe(401);
  });
});

describe('the cookie of a session that is over', () => {
  test('F20: ends nothing else, not even everywhere', async () => {
    const me = await registerOwner(base);
    const headers = cookieOf(me.client);
    await me.client.post('/auth/logout', {});
    const later = await signIn(me.session.user.email);
    expect((await apiClient(base).post('/auth/logout', { everywhere: true }, { headers })).status).toBe(204);
    expect((await later.get('/auth/me')).status).toBe(200);
    expect((await later.post('/auth/refresh', {})).status).toBe(200);
  });

  test('F20: nor does one that was replaced long ago', async () => {
    const me = await registerOwner(base);
    const headers = cookieOf(me.client);
    await me.client.post('/auth/refresh', {});
    time.ms += 11_000;
    await apiClient(base).post('/auth/logout', { everywhere: true }, { headers });
    expect((await me.client.post('/auth/refresh', {})).status).toBe(200);
  });
});

describe('an answer that holds a secret', () => {
  test('is kept nowhere, and its repetition says so instead of showing it again', async () => {
    const { client } = await registerOwner(base);
    const invite = (email: string) => client.post('/invitations', { email, role: 'MEMBER' }, { headers: { 'idempotency-key': 'k-1' } });
    const email = newEmail();
    const first = await invite(email);
    expect(first.status).toBe(201);
    const token = (first.body as { link: string }).link.split('#')[1] ?? '';
    expect(factsOf(await invite(email))).toEqual([409, 'IDEMPOTENCY_SECRET']);
    expect(factsOf(await invite(newEmail()))).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const kept = await gateway.ownerSql('select to_jsonb(k) as row from idempotency_keys k');
    expect(JSON.stringify(kept)).not.toContain(token);
  });
});
