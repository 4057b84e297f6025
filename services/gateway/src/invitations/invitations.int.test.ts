import { randomUUID } from 'node:crypto';
import { plans } from '@crm-gtd/shared/contracts/billing/plans.ts';
import { subscriptionActivated } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import type { AccountSession } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import {
  type Invitation,
  type IssuedInvitation,
  invitationAccepted,
  invitationRevoked,
} from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import type { Membership } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { type ApiAnswer, type ApiClient, apiClient } from '@crm-gtd/shared/testing/api-client.ts';
import { invite, joinByInvitation, newEmail, registerOwner, type SignedIn, testPassword, tokenOf } from '@crm-gtd/shared/testing/owner.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { gatewayService } from '../service.ts';

const time = { ms: Date.parse('2026-11-27T10:00:00Z') };
const hourMs = 3_600_000;
let gateway: TestService<DB>;
let base: string;

beforeAll(async () => {
  gateway = await startTestService(gatewayService, {
    clock: { now: () => new Date(time.ms) },
    config: {
      PORT: '0',
      PUBLIC_URL: 'https://firma.example',
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
const owner = (): Promise<SignedIn> => registerOwner(base);
const look = (token: string): Promise<ApiAnswer> => apiClient(base).post('/invitations/look', { token });
const open = (token: string, client = apiClient(base)): Promise<ApiAnswer> =>
  client.post('/invitations/open', { token, name: 'Jan', password: testPassword });
const openOnes = async (by: ApiClient): Promise<Invitation[]> => ((await by.get('/invitations')).body as { items: Invitation[] }).items;
const membersOf = async (by: ApiClient): Promise<Membership[]> => ((await by.get('/memberships')).body as { items: Membership[] }).items;
const membershipOf = async (by: ApiClient, { session }: SignedIn): Promise<string> =>
  (await membersOf(by)).find(({ userId }) => userId === session.user.id)?.id ?? '';

describe('an invitation', () => {
  test('F1: is shown once, by a link with 256 bits behind its #, of which only a hash is kept', async () => {
    const { client, session } = await owner();
    const email = newEmail();
    const { invitation, link, token } = await invite(client, email.toUpperCase(), 'MEMBER');
    expect(link).toBe(`https://firma.example/crm/invitation#${token}`);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(invitation).toMatchObject({ email, role: 'MEMBER', invitedByName: 'Anna Nowak', expired: false });
    expect(Date.parse(invitation.expiresAt) - time.ms).toBe(72 * hourMs);
    expect(JSON.stringify(await openOnes(client))).not.toContain(token);
    const stored = await gateway.ownerSql("select to_jsonb(u) as row from msg_outbox u where envelope like '%invitation%'");
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(JSON.stringify(stored)).not.toContain(email);
    expect(session.role).toBe('OWNER');
  });

  test('says who invites, to which firm, as what, before it is accepted', async () => {
    const { client } = await owner();
    const email = newEmail();
    const { token } = await invite(client, email, 'MANAGER');
    expect((await look(token)).body).toMatchObject({ organizationName: 'Lampy', invitedByName: 'Anna Nowak', email, role: 'MANAGER' });
  });

  test('F1: opens an account with the password its own person chose, in that organization alone, and the address is not proved by it', async () => {
    const { client, session } = await owner();
    const email = newEmail();
    const joined = await joinByInvitation(base, client, 'MEMBER', email);
    expect(joined.session).toMatchObject({ organizationId: session.organizationId, role: 'MEMBER', user: { email, name: 'Jan' } });
    expect(joined.session.memberships).toHaveLength(1);
    expect((await joined.client.get('/organization')).body).toMatchObject({ id: session.organizationId });
    const [row] = await gateway.ownerSql<{ email_verified_at: Date | null }>('select email_verified_at from users where email = $1', [
      email,
    ]);
    expect(row?.email_verified_at).toBeNull();
    expect((await gateway.outbox(invitationAccepted)).map(({ data }) => data.userId)).toContain(joined.session.user.id);
  });

  test('F1: is accepted by the account of that address with the link, and joins at the next refresh', async () => {
    const [firm, guest] = [await owner(), await owner()];
    const { token } = await invite(firm.client, guest.session.user.email, 'GUEST');
    const accepted = await guest.client.post('/invitations/accept', { token });
    expect([accepted.status, accepted.body]).toEqual([
      200,
      { organizationId: firm.session.organizationId, organizationName: 'Lampy', role: 'GUEST' },
    ]);
    const moved = await guest.client.post('/auth/refresh', { organizationId: firm.session.organizationId });
    expect(moved.body).toMatchObject({ organizationId: firm.session.organizationId, role: 'GUEST' });
  });

  test('F1: an account of the invited address gets nothing without the link, whenever it was opened', async () => {
    const firm = await owner();
    const email = newEmail();
    const before = await registerOwner(base, email);
    await invite(firm.client, email, 'OWNER');
    const other = newEmail();
    await invite(firm.client, other, 'OWNER');
    const after = await registerOwner(base, other);
    for (const { client } of [before, after]) {
      expect(((await client.get('/organizations')).body as { items: unknown[] }).items).toHaveLength(1);
      expect((await client.post('/auth/refresh', { organizationId: firm.session.organizationId })).status).toBe(404);
    }
    expect(await membersOf(firm.client)).toHaveLength(1);
  });

  test('check 31: the link alone is not enough: another address does not get in', async () => {
    const [firm, thief] = [await owner(), await owner()];
    const { token } = await invite(firm.client, newEmail(), 'OWNER');
    expect(factsOf(await thief.client.post('/invitations/accept', { token }))).toEqual([403, 'INVITATION_OTHER_ADDRESS']);
    expect((await look(token)).status).toBe(200);
  });

  test('F7: the same answer for an address with an account and for one without', async () => {
    const [firm, known] = [await owner(), await owner()];
    const answers = await Promise.all(
      [known.session.user.email, newEmail()].map((email) => firm.client.post('/invitations', { email, role: 'MEMBER' })),
    );
    const shapes = answers.map(({ status, body }) => {
      const { invitation } = body as IssuedInvitation;
      return { status, ...invitation, id: '', email: '' };
    });
    expect(shapes[0]).toEqual(shapes[1]);
    expect(answers[0]?.text).not.toContain(known.session.user.id);
  });

  test('F7: opening for an address that has an account answers as signing in with a wrong password does', async () => {
    const [firm, known] = [await owner(), await owner()];
    const { email } = known.session.user;
    const { token } = await invite(firm.client, email, 'MEMBER');
    const opened = await open(token);
    const wrong = await apiClient(base).post('/auth/login', { email, password: 'Zla-lampa-4242' });
    const bare = ({ status, body }: ApiAnswer) => ({ status, ...(body as object), traceId: '', instance: '' });
    expect(bare(opened)).toEqual(bare(wrong));
    expect((await look(token)).status).toBe(200);
  });

  test('F7: guesses through a link are counted with those at the door', async () => {
    const [firm, known] = [await owner(), await owner()];
    const { token } = await invite(firm.client, known.session.user.email, 'MEMBER');
    for (let guess = 0; guess < 10; guess += 1) await open(token);
    expect(factsOf(await open(token))).toEqual([429, 'RATE_LIMITED']);
    const login = await apiClient(base).post('/auth/login', { email: known.session.user.email, password: 'Zla-lampa-4242' });
    expect(login.status).toBe(429);
  });

  test('one that is in it already, or has an open invitation, is not invited again', async () => {
    const firm = await owner();
    const joined = await joinByInvitation(base, firm.client, 'MEMBER');
    expect(codeOf(await firm.client.post('/invitations', { email: joined.session.user.email, role: 'GUEST' }))).toBe('MEMBERSHIP_EXISTS');
    const email = newEmail();
    const { invitation } = await invite(firm.client, email, 'MEMBER');
    const again = await firm.client.post('/invitations', { email, role: 'GUEST' });
    expect([again.status, again.body]).toMatchObject([409, { code: 'INVITATION_EXISTS', invitationId: invitation.id }]);
  });
});

describe('a link that no longer opens', () => {
  const closed: Readonly<Record<string, (firm: SignedIn, issued: Awaited<ReturnType<typeof invite>>) => Promise<unknown>>> = {
    INVITATION_USED: (_firm, { token }) => open(token),
    INVITATION_REVOKED: ({ client }, { invitation }) => client.request('DELETE', `/invitations/${invitation.id}`),
    INVITATION_NOT_FOUND: ({ client }, { invitation }) => client.post(`/invitations/${invitation.id}/resend`),
    INVITATION_EXPIRED: async () => {
      time.ms += 72 * hourMs;
    },
  };

  test.each(Object.keys(closed))('check 30: says %s, looked at, opened or accepted', async (code) => {
    const [firm, guest] = [await owner(), await owner()];
    const issued = await invite(firm.client, newEmail(), 'MEMBER');
    await closed[code]?.(firm, issued);
    const fresh = await apiClient(base).post('/auth/login', { email: guest.session.user.email, password: testPassword });
    guest.client.token = (fresh.body as AccountSession).accessToken;
    const answers = [
      await look(issued.token),
      await open(issued.token),
      await guest.client.post('/invitations/accept', { token: issued.token }),
    ];
    expect(answers.map(codeOf)).toEqual([code, code, code]);
  });

  test('check 30: used twice at once it opens once', async () => {
    const firm = await owner();
    const { token } = await invite(firm.client, newEmail(), 'MEMBER');
    const answers = await Promise.all([1, 2, 3].map(() => open(token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await membersOf(firm.client)).toHaveLength(2);
  });

  test('sent again it works by the new link, for another 72 hours', async () => {
    const firm = await owner();
    const { invitation } = await invite(firm.client, newEmail(), 'MEMBER');
    time.ms += 80 * hourMs;
    const again = await apiClient(base).post('/auth/login', { email: firm.session.user.email, password: testPassword });
    firm.client.token = (again.body as AccountSession).accessToken;
    expect((await openOnes(firm.client)).map(({ expired }) => expired)).toEqual([true]);
    const resent = await firm.client.post(`/invitations/${invitation.id}/resend`);
    expect((await open(tokenOf((resent.body as IssuedInvitation).link))).status).toBe(201);
    expect(await openOnes(firm.client)).toEqual([]);
    expect(codeOf(await firm.client.post(`/invitations/${invitation.id}/resend`))).toBe('INVITATION_CLOSED');
  });

  test("another organization's invitation can be neither sent again nor taken back", async () => {
    const [firm, other] = [await owner(), await owner()];
    const { invitation, token } = await invite(firm.client, newEmail(), 'MEMBER');
    for (const id of [invitation.id, randomUUID()]) {
      expect(factsOf(await other.client.post(`/invitations/${id}/resend`))).toEqual([404, 'INVITATION_NOT_FOUND']);
      expect(factsOf(await other.client.request('DELETE', `/invitations/${id}`))).toEqual([404, 'INVITATION_NOT_FOUND']);
    }
    expect(await openOnes(other.client)).toEqual([]);
    expect((await look(token)).status).toBe(200);
  });
});

describe('an inviter who may no longer give what he gave', () => {
  test.each(['lowered', 'removed'])('check 31: %s, his invitations are void, and stay so when he rises again', async (what) => {
    const firm = await owner();
    const admin = await joinByInvitation(base, firm.client, 'ADMIN');
    const high = await invite(admin.client, newEmail(), 'ADMIN');
    const low = await invite(admin.client, newEmail(), 'GUEST');
    const id = await membershipOf(firm.client, admin);
    if (what === 'removed') await firm.client.request('DELETE', `/memberships/${id}`);
    else await firm.client.patch(`/memberships/${id}`, { role: 'MEMBER' });
    expect(codeOf(await look(high.token))).toBe('INVITATION_REVOKED');
    expect((await look(low.token)).status).toBe(what === 'removed' ? 409 : 200);
    if (what === 'lowered') await firm.client.patch(`/memberships/${id}`, { role: 'ADMIN' });
    expect(codeOf(await open(high.token))).toBe('INVITATION_REVOKED');
    const told = (await gateway.outbox(invitationRevoked)).filter(({ data }) => data.invitationId === high.invitation.id);
    expect(told.map(({ data }) => data.reason)).toEqual([what === 'removed' ? 'inviterRemoved' : 'inviterLowered']);
  });

  test('check 31: what an owner sent again is his, whoever began it', async () => {
    const firm = await owner();
    const admin = await joinByInvitation(base, firm.client, 'ADMIN');
    const { invitation } = await invite(admin.client, newEmail(), 'ADMIN');
    const resent = await firm.client.post(`/invitations/${invitation.id}/resend`);
    await firm.client.request('DELETE', `/memberships/${await membershipOf(firm.client, admin)}`);
    expect((await open(tokenOf((resent.body as IssuedInvitation).link))).status).toBe(201);
  });
});

describe('seats', () => {
  const starter = plans.find(({ code }) => code === 'STARTER');
  const onStarter = async ({ session: { organizationId } }: SignedIn): Promise<void> => {
    const { limits = {}, features = [] } = starter ?? {};
    const state = { plan: 'STARTER', status: 'active', access: 'full', limits, features: [...features] };
    const dates = { trialEndsAt: null, currentPeriodEnd: null, cancelAtPeriodEnd: false };
    await gateway.deliver(subscriptionActivated, { subscriptionId: randomUUID(), ...state, ...dates } as never, { organizationId });
  };

  test('eight invitations at once for two free seats: exactly two, and each taken back gives its seat back', async () => {
    const firm = await owner();
    await onStarter(firm);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => firm.client.post('/invitations', { email: newEmail(), role: 'MEMBER' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 403, 403, 403, 403, 403, 403]);
    const refused = answers.find(({ status }) => status === 403);
    expect(refused?.body).toMatchObject({ code: 'PLAN_LIMIT_REACHED', limit: 'users', current: 3, allowed: 3 });
    const [first] = await openOnes(firm.client);
    await firm.client.request('DELETE', `/invitations/${first?.id}`);
    expect((await firm.client.post('/invitations', { email: newEmail(), role: 'MEMBER' })).status).toBe(201);
  });

  test('an invitation that has run out keeps no seat, and needs one to be sent again', async () => {
    const firm = await owner();
    const late = await invite(firm.client, newEmail(), 'MEMBER');
    time.ms += 73 * hourMs;
    const again = await apiClient(base).post('/auth/login', { email: firm.session.user.email, password: testPassword });
    firm.client.token = (again.body as AccountSession).accessToken;
    await onStarter(firm);
    await joinByInvitation(base, firm.client, 'MEMBER');
    await invite(firm.client, newEmail(), 'MEMBER');
    expect(codeOf(await firm.client.post(`/invitations/${late.invitation.id}/resend`))).toBe('PLAN_LIMIT_REACHED');
  });

  test('a promised seat that the plan no longer has is not given, and the plan is not told to a stranger', async () => {
    const firm = await owner();
    for (let number = 0; number < 2; number += 1) await joinByInvitation(base, firm.client, 'MEMBER');
    const { token } = await invite(firm.client, newEmail(), 'MEMBER');
    await onStarter(firm);
    const refused = await open(token);
    expect(factsOf(refused)).toEqual([409, 'INVITATION_NO_SEAT']);
    expect(refused.text).not.toContain('STARTER');
  });
});

describe('a removed member', () => {
  const removed = async () => {
    const firm = await owner();
    const person = await joinByInvitation(base, firm.client, 'MEMBER');
    await firm.client.request('DELETE', `/memberships/${await membershipOf(firm.client, person)}`);
    return { firm, person };
  };

  test('K9: is told so at his next request, and goes on without an organization', async () => {
    const { firm, person } = await removed();
    expect(factsOf(await person.client.get('/contacts'))).toEqual([401, 'MEMBERSHIP_ENDED']);
    const session = (await person.client.post('/auth/refresh', {})).body as AccountSession;
    expect(session).toMatchObject({ organizationId: null, role: null, permissions: [], memberships: [] });
    expect(session.departures).toMatchObject([{ organizationId: firm.session.organizationId, organizationName: 'Lampy' }]);
  });

  test('K9: is told so when he signs in, not that his password is wrong', async () => {
    const { person } = await removed();
    const answer = await apiClient(base).post('/auth/login', { email: person.session.user.email, password: testPassword });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ organizationId: null, departures: [{ organizationName: 'Lampy' }] });
  });

  test('K9: reaches his own account, opens an organization and works there', async () => {
    const { person } = await removed();
    const client = apiClient(base);
    const login = await client.post('/auth/login', { email: person.session.user.email, password: testPassword });
    client.token = (login.body as AccountSession).accessToken;
    for (const path of ['/auth/me', '/auth/sessions', '/organizations'])
      expect([path, (await client.get(path)).status]).toEqual([path, 200]);
    expect((await client.patch('/auth/me', { name: 'Jan Nowy' })).status).toBe(200);
    for (const path of ['/contacts', '/memberships', '/organization', '/invitations', '/audit-log', '/events'])
      expect([path, ...factsOf(await client.get(path))]).toEqual([path, 403, 'ORGANIZATION_REQUIRED']);
    const created = await client.post('/organizations', { name: 'Jednoosobowa' }, { headers: { 'idempotency-key': 'one' } });
    const repeated = await client.post('/organizations', { name: 'Jednoosobowa' }, { headers: { 'idempotency-key': 'one' } });
    expect([created.status, repeated.body]).toEqual([201, created.body]);
    const { id } = created.body as { id: string };
    const session = (await client.post('/auth/refresh', { organizationId: id })).body as AccountSession;
    expect(session).toMatchObject({ organizationId: id, role: 'OWNER', organizationName: 'Jednoosobowa' });
  });

  test('K9: comes back by a new invitation, and is no longer told that he left', async () => {
    const { firm, person } = await removed();
    const { token } = await invite(firm.client, person.session.user.email, 'GUEST');
    const session = (await person.client.post('/auth/refresh', {})).body as AccountSession;
    person.client.token = session.accessToken;
    expect((await person.client.post('/invitations/accept', { token })).status).toBe(200);
    const back = (await person.client.post('/auth/refresh', { organizationId: firm.session.organizationId })).body as AccountSession;
    expect(back).toMatchObject({ role: 'GUEST', departures: [] });
  });
});
