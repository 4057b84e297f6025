import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Session } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { sessionEnded, userSignedIn } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { withConnection } from '@crm-gtd/shared/database/admin-connection.ts';
import { type ApiAnswer, type ApiClient, apiClient } from '@crm-gtd/shared/testing/api-client.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import type { DB } from '../generated/db-types.ts';
import { gatewayService } from '../service.ts';

const secret = 'access-secret-for-tests-0123456789abcdef';
const password = 'Zielona-lampa-41';
const time = { ms: Date.parse('2026-11-22T10:00:00Z') };
const clock = { now: () => new Date(time.ms) };

let gateway: TestService<DB>;
let base: string;

beforeAll(async () => {
  gateway = await startTestService(gatewayService, {
    clock,
    config: {
      PORT: '0',
      JWT_SECRET: secret,
      JWT_REFRESH_SECRET: 'refresh-secret-for-tests-0123456789abcdef',
      BCRYPT_ROUNDS: '4',
      RATE_LIMIT_IP: '100000',
      LOGIN_LIMIT_IP: '1000',
    },
  });
  base = `http://127.0.0.1:${gateway.ports['http']}/api/v1`;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const sessionOf = ({ body }: ApiAnswer): Session => body as Session;
const codeOf = ({ body }: ApiAnswer): string => (body as { code: string }).code;
const newEmail = (): string => `anna.${randomUUID()}@example.com`;

const registered = async (email = newEmail()): Promise<{ client: ApiClient; session: Session; email: string }> => {
  const client = apiClient(base);
  const answer = await client.post('/auth/register', { email, password, name: 'Anna Nowak', organizationName: 'Lampy sp. z o.o.' });
  expect(answer.status).toBe(201);
  const session = sessionOf(answer);
  client.token = session.accessToken;
  return { client, session, email };
};

describe('registering', () => {
  test('opens an account, an organization with its owner, and a session', async () => {
    const { client, session, email } = await registered();
    expect(session).toMatchObject({
      role: 'OWNER',
      organizationName: 'Lampy sp. z o.o.',
      user: { email, locale: 'pl', timeZone: 'Europe/Warsaw' },
    });
    expect(session.memberships).toEqual([{ organizationId: session.organizationId, organizationName: 'Lampy sp. z o.o.', role: 'OWNER' }]);
    const created = (await gateway.outbox(organizationCreated)).filter(({ data }) => data.organizationId === session.organizationId);
    expect(created).toHaveLength(1);
    expect(created[0]?.data).toEqual({ organizationId: session.organizationId, ownerId: session.user.id, locale: 'pl' });
    const me = await client.get('/auth/me');
    expect(me.status).toBe(200);
    expect(me.body).not.toHaveProperty('accessToken');
  });

  test('keeps the password as a hash only', async () => {
    const { email } = await registered();
    const [row] = await gateway.ownerSql<{ password_hash: string }>('select password_hash from users where email = $1', [email]);
    expect(row?.password_hash).toMatch(/^\$2[aby]\$04\$/);
  });

  test('refuses an e-mail that has an account, in any case of letters', async () => {
    const { email } = await registered();
    const answer = await apiClient(base).post('/auth/register', { email: email.toUpperCase(), password, name: 'B', organizationName: 'B' });
    expect([answer.status, codeOf(answer)]).toEqual([409, 'EMAIL_TAKEN']);
  });

  test('K7: an account opened under an address in punycode still opens, in either form, when the migration came', async () => {
    const { email } = await registered(`old.${randomUUID()}@xn--w-uga1v8h.pl`);
    const [local] = email.split('@');
    // As the release before kept it.
    await gateway.ownerSql('update users set email = $2 where email = $1', [`${local}@żółw.pl`, `${local}@sub.xn--w-uga1v8h.pl`]);
    const migration = readFileSync(new URL('../../prisma/migrations/0042_addresses/migration.sql', import.meta.url), 'utf8');
    const again = migration.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');
    await withConnection(gateway.database.ownerUrl, (owner) => owner.query(`set search_path = gateway; ${again}`));
    for (const domain of ['sub.żółw.pl', 'SUB.xn--w-uga1v8h.pl'])
      expect((await apiClient(base).post('/auth/login', { email: `${local}@${domain}`, password })).status).toBe(200);
  });

  test('K7, K8: an account is one under every form of its address and password', async () => {
    const local = `zażółć.${randomUUID()}`;
    const typed = 'Gęślą-jaźń-zażółć-41';
    const given = { name: 'Żółw', organizationName: 'Żółw sp. z o.o.' };
    const made = await apiClient(base).post('/auth/register', { email: `${local}@Żółw.pl`, password: typed, ...given });
    expect([made.status, sessionOf(made).user.email]).toEqual([201, `${local}@żółw.pl`]);
    const forms = [`${local.normalize('NFD')}@xn--w-uga1v8h.pl`, ` ${local.toUpperCase()}@ŻÓŁW.PL\u200b`];
    for (const email of forms) {
      const again = await apiClient(base).post('/auth/register', { email, password: typed, ...given });
      expect([again.status, codeOf(again)]).toEqual([409, 'EMAIL_TAKEN']);
      expect((await apiClient(base).post('/auth/login', { email, password: typed.normalize('NFD') })).status).toBe(200);
    }
  });

  test.each([
    ['short', 400],
    ['Password123!', 422],
    ['qwertyuiop', 422],
    ['aaaaaaaaaaaa', 422],
    ['1234567890', 422],
    ['Haslo2024!!', 422],
    [`${'ż'.repeat(37)}`, 400],
  ])('refuses the password %s with %i', async (weak, status) => {
    const answer = await apiClient(base).post('/auth/register', {
      email: newEmail(),
      password: weak,
      name: 'Ewa',
      organizationName: 'Firma',
    });
    expect(answer.status).toBe(status);
  });

  test('of two at once with one e-mail one wins, and the other leaves nothing', async () => {
    const email = newEmail();
    const body = { email, password, name: 'Jan', organizationName: `Dwie ${randomUUID()}` };
    const answers = await Promise.all([1, 2, 3].map(() => apiClient(base).post('/auth/register', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const rows = await gateway.ownerSql('select id from organizations where name = $1', [body.organizationName]);
    expect(rows).toHaveLength(1);
  });
});

describe('signing in', () => {
  test('gives a session and tells it', async () => {
    const { email, session } = await registered();
    const client = apiClient(base);
    const answer = await client.post('/auth/login', { email, password });
    expect(answer.status).toBe(200);
    expect(sessionOf(answer).organizationId).toBe(session.organizationId);
    const told = (await gateway.outbox(userSignedIn)).filter(({ data }) => data.userId === session.user.id).map(({ data }) => data.method);
    expect(told).toEqual(['register', 'password']);
  });

  test('says the same of a wrong password and of an unknown account', async () => {
    const { email } = await registered();
    const wrong = await apiClient(base).post('/auth/login', { email, password: 'Inne-haslo-99' });
    const unknown = await apiClient(base).post('/auth/login', { email: newEmail(), password });
    for (const answer of [wrong, unknown]) expect([answer.status, codeOf(answer)]).toEqual([401, 'CREDENTIALS_INVALID']);
    const facts = ({ body }: ApiAnswer) => ({ ...(body as object), traceId: '' });
    expect(facts(wrong)).toEqual(facts(unknown));
  });

  test('a longer password does not match by its first 72 bytes', async () => {
    const email = newEmail();
    const long = `${'Ab3-'.repeat(17)}wxyz`;
    expect(long).toHaveLength(72);
    const opened = await apiClient(base).post('/auth/register', { email, password: long, name: 'Ola', organizationName: 'Firma Oli' });
    expect(opened.status).toBe(201);
    expect((await apiClient(base).post('/auth/login', { email, password: `${long}!` })).status).toBe(401);
    expect((await apiClient(base).post('/auth/login', { email, password: long })).status).toBe(200);
  });

  test('the eleventh wrong guess at an account from one address is refused until the window ends', async () => {
    const { email } = await registered();
    for (let guess = 0; guess < 10; guess += 1)
      expect((await apiClient(base).post('/auth/login', { email, password: `Zgaduje-numer-${guess}` })).status).toBe(401);
    const eleventh = await apiClient(base).post('/auth/login', { email, password });
    expect([eleventh.status, codeOf(eleventh)]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test("another organization than one's own is told like a wrong password", async () => {
    const { email } = await registered();
    const other = await registered();
    const answer = await apiClient(base).post('/auth/login', { email, password, organizationId: other.session.organizationId });
    expect([answer.status, codeOf(answer)]).toEqual([401, 'CREDENTIALS_INVALID']);
  });

  test('the cookie is HttpOnly, strict, and sent to the auth routes only', async () => {
    const { email } = await registered();
    const answer = await apiClient(base).post('/auth/login', { email, password });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^crm-refresh=/);
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/api/v1/auth']) expect(cookie).toContain(part);
    expect(answer.text).not.toContain(/crm-refresh=([^;]+)/.exec(cookie)?.[1]);
  });
});

describe('refreshing', () => {
  test('rotates the token, of which only hashes are stored', async () => {
    const { client } = await registered();
    const before = client.cookies.get('crm-refresh') ?? '';
    const answer = await client.post('/auth/refresh', {});
    expect(answer.status).toBe(200);
    const after = client.cookies.get('crm-refresh') ?? '';
    expect(after).not.toBe(before);
    const stored = await gateway.ownerSql<{ hash: string }>('select hash from refresh_tokens');
    expect(stored.some(({ hash }) => hash === before || hash === after)).toBe(false);
  });

  test('ten tabs with one token get one successor, and nobody is signed out', async () => {
    const { client, session } = await registered();
    const cookie = `crm-refresh=${client.cookies.get('crm-refresh')}`;
    const tabs = Array.from({ length: 10 }, () => apiClient(base));
    const answers = await Promise.all(tabs.map((tab) => tab.post('/auth/refresh', {}, { headers: { cookie } })));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(new Set(tabs.map(({ cookies }) => cookies.get('crm-refresh'))).size).toBe(1);
    const rows = await gateway.ownerSql('select t.hash from refresh_tokens t join sessions s on s.id = t.session_id where s.user_id = $1', [
      session.user.id,
    ]);
    expect(rows).toHaveLength(2);
  });

  test('a token that was replaced long ago ends the whole family, and that is told', async () => {
    const { client, session } = await registered();
    const old = client.cookies.get('crm-refresh');
    await client.post('/auth/refresh', {});
    time.ms += 11_000;
    const thief = apiClient(base);
    const reused = await thief.post('/auth/refresh', {}, { headers: { cookie: `crm-refresh=${old}` } });
    expect([reused.status, codeOf(reused)]).toEqual([401, 'REFRESH_INVALID']);
    expect((await client.post('/auth/refresh', {})).status).toBe(401);
    expect((await client.get('/auth/me')).status).toBe(401);
    const ended = (await gateway.outbox(sessionEnded)).filter(({ data }) => data.userId === session.user.id);
    expect(ended.map(({ data }) => data.reason)).toEqual(['reuseDetected']);
  });

  test('a session unused for a week is over', async () => {
    const { client } = await registered();
    time.ms += 7 * 86_400_000 + 1_000;
    expect((await client.post('/auth/refresh', {})).status).toBe(401);
  });

  test('without a cookie there is nothing to refresh', async () => {
    const answer = await apiClient(base).post('/auth/refresh', {});
    expect([answer.status, codeOf(answer)]).toEqual([401, 'REFRESH_INVALID']);
  });

  test('a foreign page cannot use the cookie, and text is not JSON', async () => {
    const { client } = await registered();
    const foreign = await client.post('/auth/refresh', {}, { headers: { origin: 'https://evil.example' } });
    expect([foreign.status, codeOf(foreign)]).toEqual([403, 'CSRF_REJECTED']);
    const nowhere = await client.post('/auth/refresh', {}, { headers: { origin: 'null' } });
    expect(nowhere.status).toBe(403);
    const text = await client.post('/auth/refresh', '{}', { headers: { 'content-type': 'text/plain' } });
    expect(text.status).toBe(415);
    const own = await client.post('/auth/refresh', {}, { headers: { origin: new URL(base).origin } });
    expect(own.status).toBe(200);
  });

  test('switches to another organization of the person, and to no other', async () => {
    const { client, session } = await registered();
    const created = await client.post('/organizations', { name: 'Druga firma' });
    expect(created.status).toBe(201);
    const second = (created.body as { id: string }).id;
    const switched = await client.post('/auth/refresh', { organizationId: second });
    expect(sessionOf(switched)).toMatchObject({ organizationId: second, role: 'OWNER' });
    expect(
      sessionOf(switched)
        .memberships.map(({ organizationId }) => organizationId)
        .sort(),
    ).toEqual([session.organizationId, second].sort());
    const stranger = await registered();
    expect((await client.post('/auth/refresh', { organizationId: stranger.session.organizationId })).status).toBe(404);
    client.token = sessionOf(switched).accessToken;
    expect((await client.get('/organization')).body).toMatchObject({ id: second, name: 'Druga firma' });
  });
});

describe('F6: one trial per account', () => {
  const opened = (client: ApiClient, name: string) => client.post('/organizations', { name });
  const accessOf = ({ body }: ApiAnswer) => (body as { access: string }).access;

  test('later organizations begin read-only, from their first moment, and billing is told', async () => {
    const { client, session } = await registered();
    expect((await client.get('/organization')).body).toMatchObject({ access: 'full' });
    const answers = await Promise.all([opened(client, 'Druga'), opened(client, 'Trzecia')]);
    expect(answers.map(accessOf)).toEqual(['readOnly', 'readOnly']);
    const [second] = answers.map(({ body }) => (body as { id: string }).id);
    const created = (await gateway.outbox(organizationCreated)).filter(({ data }) => data.ownerId === session.user.id);
    expect(created.map(({ data }) => data.trial).sort()).toEqual([false, false, undefined]);
    client.token = sessionOf(await client.post('/auth/refresh', { organizationId: second })).accessToken;
    expect((await client.get('/organization')).body).toMatchObject({ id: second, access: 'readOnly' });
    expect(codeOf(await client.patch('/organization', { name: 'Nowa' }))).toBe('PLAN_READ_ONLY');
  });

  test('somebody who opened none has his with the first, however many he opens at once', async () => {
    const { client, session } = await registered();
    await gateway.ownerSql('update users set trial_used_at = null where id = $1', [session.user.id]);
    const answers = await Promise.all(Array.from({ length: 5 }, (_, at) => opened(client, `Firma ${at}`)));
    expect(answers.map(accessOf).sort()).toEqual(['full', 'readOnly', 'readOnly', 'readOnly', 'readOnly']);
  });

  test('owners of the release before have had theirs when the migration comes, members have not', async () => {
    const [owner, member] = [await registered(), await registered()];
    await gateway.ownerSql("update memberships set role = 'MEMBER' where user_id = $1", [member.session.user.id]);
    const migration = readFileSync(new URL('../../prisma/migrations/0031_one_trial/migration.sql', import.meta.url), 'utf8');
    await gateway.ownerSql('alter table users drop column trial_used_at');
    await withConnection(gateway.database.ownerUrl, (by) => by.query(`set search_path = gateway; begin; ${migration}; commit`));
    const used = await gateway.ownerSql<{ used: boolean }>(
      'select trial_used_at is not null as used from users where id = any($1::uuid[]) order by id = $2',
      [[owner.session.user.id, member.session.user.id], owner.session.user.id],
    );
    expect(used.map((row) => row.used)).toEqual([false, true]);
    expect(await gateway.ownerSql("select from pg_policies where policyname = 'backfill'")).toEqual([]);
  });
});

describe('signing out', () => {
  test('ends access and refresh at once', async () => {
    const { client } = await registered();
    const cookie = client.cookies.get('crm-refresh');
    const answer = await client.post('/auth/logout', {});
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect((await client.get('/auth/me')).status).toBe(401);
    const again = await apiClient(base).post('/auth/refresh', {}, { headers: { cookie: `crm-refresh=${cookie}` } });
    expect(again.status).toBe(401);
  });

  test("everywhere ends the person's other sessions too", async () => {
    const { client, email } = await registered();
    const other = apiClient(base);
    other.token = sessionOf(await other.post('/auth/login', { email, password })).accessToken;
    expect((await other.get('/auth/me')).status).toBe(200);
    await client.post('/auth/logout', { everywhere: true });
    expect((await other.get('/auth/me')).status).toBe(401);
    expect((await other.post('/auth/refresh', {})).status).toBe(401);
  });
});

describe('access tokens that must not be believed', () => {
  const key = new TextEncoder().encode(secret);
  const claims = (session: Session, overrides: object = {}) => {
    const seconds = Math.floor(time.ms / 1_000);
    const { sid } = JSON.parse(Buffer.from(session.accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
    return {
      sub: session.user.id,
      org: session.organizationId,
      sid,
      iss: 'crm-gtd',
      aud: 'crm-gtd-api',
      iat: seconds,
      exp: seconds + 600,
      ...overrides,
    };
  };
  const signed = (payload: object, header: object = {}, by: Uint8Array = key): Promise<string> =>
    new SignJWT(payload as never).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header }).sign(by);

  const attacks: Readonly<Record<string, (session: Session) => Promise<string>>> = {
    'alg none': async (session) => new UnsecuredJWT(claims(session)).encode(),
    'another key': (session) => signed(claims(session), {}, new TextEncoder().encode('x'.repeat(40))),
    'a stronger algorithm than ours': (session) => signed(claims(session), { alg: 'HS512' }),
    'a foreign audience': (session) => signed(claims(session, { aud: 'crm-gtd' })),
    'a foreign issuer': (session) => signed(claims(session, { iss: 'evil' })),
    'the type of another token': (session) => signed(claims(session), { typ: 'refresh+jwt' }),
    'no type': (session) => signed(claims(session), { typ: undefined }),
    'a key of its own': (session) => signed(claims(session), { jwk: { kty: 'oct', k: Buffer.from(secret).toString('base64url') } }),
    'a key address': (session) => signed(claims(session), { jku: 'https://evil.example/keys' }),
    'a key id': (session) => signed(claims(session), { kid: '../../etc/passwd' }),
    'an expired life': (session) => signed(claims(session, { exp: Math.floor(time.ms / 1_000) - 1 })),
    'a life that has not begun': (session) => signed(claims(session, { nbf: Math.floor(time.ms / 1_000) + 600 })),
    'no end': (session) => signed(claims(session, { exp: undefined })),
    'a session that does not exist': (session) => signed(claims(session, { sid: randomUUID() })),
    'an organization the person is not in': (session) => signed(claims(session, { org: randomUUID() })),
    'a changed body': async (session) => {
      const [head, , tail] = session.accessToken.split('.');
      return `${head}.${Buffer.from(JSON.stringify(claims(session, { sub: randomUUID() }))).toString('base64url')}.${tail}`;
    },
  };

  test.each(Object.keys(attacks))('%s', async (name) => {
    const { client, session } = await registered();
    client.token = await attacks[name]?.(session);
    const answer = await client.get('/auth/me');
    expect([answer.status, codeOf(answer)]).toEqual([401, 'TOKEN_INVALID']);
  });

  test('the same claims, honestly signed, are believed', async () => {
    const { client, session } = await registered();
    client.token = await signed(claims(session));
    expect((await client.get('/auth/me')).status).toBe(200);
  });

  test('a token ends with its life even when it is remembered', async () => {
    const { client } = await registered();
    expect((await client.get('/auth/me')).status).toBe(200);
    time.ms += 901_000;
    expect((await client.get('/auth/me')).status).toBe(401);
  });

  test.each(['Bearer', 'Bearer x', 'Basic YTpi', 'Bearer a.b.c.d', 'bearer  a.b.c'])('the header %s', async (authorization) => {
    const answer = await apiClient(base).get('/auth/me', { headers: { authorization } });
    expect(answer.status).toBe(401);
  });
});

describe("one's own profile", () => {
  test('name, language and time zone change; an invented zone does not', async () => {
    const { client } = await registered();
    const changed = await client.patch('/auth/me', { name: 'Anna K.', locale: 'en', timeZone: 'Europe/Berlin' });
    expect(changed.body).toMatchObject({ name: 'Anna K.', locale: 'en', timeZone: 'Europe/Berlin' });
    expect((await client.patch('/auth/me', { timeZone: 'Mars/Olympus' })).status).toBe(400);
    expect((await client.patch('/auth/me', { role: 'OWNER' })).status).toBe(400);
  });
});
