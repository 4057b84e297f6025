import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { gatewayService } from '../../services/gateway/src/service.ts';
import { passwordReset } from '../../shared/contracts/gateway/account.ts';
import { sessionEnded } from '../../shared/contracts/gateway/identity.ts';
import type { TenantDb } from '../../shared/database/tenant-db.ts';
import { type ApiAnswer, apiClient } from '../../shared/testing/api-client.ts';
import { joinByInvitation, newEmail, registerOwner, testPassword, tokenOf } from '../../shared/testing/owner.ts';
import { startTestService, type TestService, waitFor } from '../../shared/testing/test-service.ts';
import { operate } from './operators.ts';

const newPassword = 'Niebieska-lampa-42';
const time = { ms: Date.parse('2026-11-27T10:00:00Z') };
let gateway: TestService<never>;
let base: string;

beforeAll(async () => {
  gateway = await startTestService<never, typeof gatewayService.config>(gatewayService as never, {
    clock: { now: () => new Date(time.ms) },
    config: { PORT: '0', JWT_SECRET: 'a'.repeat(40), JWT_REFRESH_SECRET: 'b'.repeat(40), BCRYPT_ROUNDS: '4', RATE_LIMIT_IP: '10000' },
  });
  base = `http://127.0.0.1:${gateway.ports['http']}/api/v1`;
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

const run = async (...args: string[]): Promise<string[]> => {
  const said: string[] = [];
  const world = { by: 'ola', appUrl: 'https://firma.example/crm', now: new Date(time.ms), say: (line: string) => void said.push(line) };
  await operate({ db: gateway.db as unknown as TenantDb<unknown>, ...world }, args);
  return said;
};
const codeOf = ({ body }: ApiAnswer): string => (body as { code: string }).code;
const login = (email: string, password: string): Promise<ApiAnswer> => apiClient(base).post('/auth/login', { email, password });
const tokenFrom = (said: readonly string[]): string => tokenOf(said.at(-1) ?? '');
const reset = (token: string, password = newPassword): Promise<ApiAnswer> => apiClient(base).post('/auth/reset', { token, password });

test('U4 F1: a person whose address somebody else has registered gets it back: organizations first, then a link that sets a password', async () => {
  const email = newEmail();
  const impostor = await registerOwner(base, email);
  const firm = await registerOwner(base);
  const said = await run('user', 'reset', email.toUpperCase());
  expect(said[0]).toBe(`${email} (address not proved so far) belongs to:`);
  expect(said[1]).toBe(`  Lampy\tOWNER\t${impostor.session.organizationId}`);
  expect(said.at(-1)).toMatch(/^https:\/\/firma\.example\/crm\/new-password#[\w-]{43}$/);
  expect((await impostor.client.post('/auth/refresh', {})).status).toBe(401);
  expect(codeOf(await login(email, testPassword))).toBe('CREDENTIALS_INVALID');
  await waitFor('the access token to be refused', async () => {
    time.ms += 1_000;
    return (await impostor.client.get('/auth/me')).status === 401;
  });
  const token = tokenFrom(said);
  expect((await apiClient(base).post('/auth/reset/look', { token })).body).toMatchObject({ email });
  expect((await reset(token)).status).toBe(204);
  expect((await login(email, newPassword)).status).toBe(200);
  expect(codeOf(await reset(token))).toBe('RESET_LINK_INVALID');
  const [row] = await gateway.ownerSql<{ proved: boolean }>('select email_verified_at is not null as proved from users where email = $1', [
    email,
  ]);
  expect(row?.proved).toBe(true);
  expect((await login(firm.session.user.email, testPassword)).status).toBe(200);
});

test('U4: each organization of the account is told, with ids alone', async () => {
  const firm = await registerOwner(base);
  const { session } = await joinByInvitation(base, firm.client, 'MEMBER');
  await run('user', 'reset', session.user.email);
  const told = [...(await gateway.outbox(passwordReset)), ...(await gateway.outbox(sessionEnded))].filter(
    ({ data }) => data.userId === session.user.id,
  );
  expect(told.map(({ envelope, scope }) => [envelope.type, scope.organizationId])).toEqual([
    ['gateway.user.passwordReset', firm.session.organizationId],
    ['gateway.session.ended', firm.session.organizationId],
  ]);
  expect(JSON.stringify(told)).not.toContain(session.user.email);
});

test('check 30: a link is replaced by the next, runs out within an hour, and takes no weak password', async () => {
  const { session } = await registerOwner(base);
  const first = tokenFrom(await run('user', 'reset', session.user.email));
  const second = tokenFrom(await run('user', 'reset', session.user.email));
  expect(codeOf(await reset(first))).toBe('RESET_LINK_INVALID');
  expect(codeOf(await reset(second, 'qwerty123456'))).toBe('PASSWORD_TOO_WEAK');
  time.ms += 3_600_000;
  expect(codeOf(await reset(second))).toBe('RESET_LINK_INVALID');
  const stored = await gateway.ownerSql('select to_jsonb(r) as row from password_resets r');
  expect(JSON.stringify(stored)).not.toContain(second);
});

test('check 30: of two uses at once one sets the password', async () => {
  const { session } = await registerOwner(base);
  const token = tokenFrom(await run('user', 'reset', session.user.email));
  const answers = await Promise.all([1, 2].map((number) => reset(token, `${newPassword}-${number}`)));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 404]);
});

test('an unknown address, no address and another act are refused, and nothing is done', async () => {
  await expect(run('user', 'reset', newEmail())).rejects.toThrow('has no account');
  await expect(run('user', 'reset', 'ola')).rejects.toThrow('no e-mail address');
  await expect(run('user', 'reset')).rejects.toThrow('no e-mail address');
  await expect(run('user', 'remove', newEmail())).rejects.toThrow('Usage');
});
