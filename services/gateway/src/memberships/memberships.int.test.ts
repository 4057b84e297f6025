import { randomUUID } from 'node:crypto';
import { plans } from '@crm-gtd/shared/contracts/billing/plans.ts';
import {
  getEntitlements,
  subscriptionActivated,
  subscriptionEnded,
  subscriptionPlanChanged,
  subscriptionTrialStarted,
} from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { createContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import type { Membership, Organization } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { membershipRoleChanged } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import type { Role } from '@crm-gtd/shared/contracts/permissions.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { ApiAnswer, ApiClient } from '@crm-gtd/shared/testing/api-client.ts';
import { joinByInvitation, newEmail, registerOwner, type SignedIn, testPassword } from '@crm-gtd/shared/testing/owner.ts';
import { remote, startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { gatewayService } from '../service.ts';

const planOf = (code: string) => plans.find((plan) => plan.code === code) as (typeof plans)[number];
let lastScope: Scope | undefined;

const remotes = [
  remote(createContact, async (_input, { scope }) => {
    lastScope = scope;
    throw new AppError('CRM_CONTACT_EMAIL_TAKEN');
  }),
  remote(getEntitlements, async () => ({
    plan: 'ENTERPRISE' as const,
    access: 'full' as const,
    limits: planOf('ENTERPRISE').limits,
    features: [...planOf('ENTERPRISE').features],
  })),
];

let gateway: TestService<DB>;
let base: string;

beforeAll(async () => {
  gateway = await startTestService(gatewayService, {
    remotes,
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
const owner = (): Promise<SignedIn> => registerOwner(base);

const added = async (by: ApiClient, role: Role): Promise<{ client: ApiClient; membership: Membership }> => {
  const { client, session } = await joinByInvitation(base, by, role);
  const { items } = (await by.get('/memberships')).body as { items: Membership[] };
  return { client, membership: items.find(({ userId }) => userId === session.user.id) as Membership };
};

const subscription = (
  code: 'STARTER' | 'PROFESSIONAL',
  access: 'full' | 'restricted' | 'readOnly' = 'full',
  subscriptionId: string = randomUUID(),
) => ({
  subscriptionId,
  plan: code,
  status: 'active' as const,
  access,
  limits: planOf(code).limits,
  features: [...planOf(code).features],
  trialEndsAt: null,
  currentPeriodEnd: null,
  cancelAtPeriodEnd: false,
});

describe('members', () => {
  test('F1 F7: nobody is made a member without his consent: the route that did so is gone for good', async () => {
    const [a, b] = [await owner(), await owner()];
    const answers = await Promise.all(
      [b.session.user.email, newEmail()].map((email) =>
        a.client.post('/memberships', { email, name: 'Jan', role: 'OWNER', password: testPassword }),
      ),
    );
    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(Array(2).fill([410, 'ROUTE_RETIRED']));
    expect(answers[0]?.body).toMatchObject({ successor: 'POST /invitations' });
    expect(((await a.client.get('/memberships')).body as { items: unknown[] }).items).toHaveLength(1);
  });

  test('nobody gives, changes or removes a role above his own', async () => {
    const { client } = await owner();
    const admin = await added(client, 'ADMIN');
    const list = (await client.get('/memberships')).body as { items: Membership[] };
    const first = list.items.find(({ role }) => role === 'OWNER');
    expect(codeOf(await admin.client.post('/invitations', { email: newEmail(), role: 'OWNER' }))).toBe('ROLE_ABOVE_OWN');
    expect(codeOf(await admin.client.patch(`/memberships/${first?.id}`, { role: 'MEMBER' }))).toBe('ROLE_ABOVE_OWN');
    expect(codeOf(await admin.client.patch(`/memberships/${admin.membership.id}`, { role: 'OWNER' }))).toBe('ROLE_ABOVE_OWN');
    expect((await admin.client.request('DELETE', `/memberships/${first?.id}`)).status).toBe(403);
  });

  test('the last owner stays, even when two leave at once', async () => {
    const { client } = await owner();
    const second = await added(client, 'OWNER');
    const { items } = (await client.get('/memberships')).body as { items: Membership[] };
    const answers = await Promise.all(items.map(({ id }) => client.patch(`/memberships/${id}`, { role: 'MEMBER' })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = await gateway.ownerSql<{ n: number }>(
      "select count(*)::int as n from memberships m where role = 'OWNER' and organization_id = (select organization_id from memberships where id = $1)",
      [second.membership.id],
    );
    expect(left[0]?.n).toBe(1);
  });

  test('a change is told with before and after, and a stale version refused', async () => {
    const { client } = await owner();
    const { membership } = await added(client, 'MEMBER');
    const changed = await client.patch(`/memberships/${membership.id}`, { role: 'MANAGER' }, { headers: { 'if-match': '"1"' } });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect((await client.patch(`/memberships/${membership.id}`, { role: 'GUEST' }, { headers: { 'if-match': '"1"' } })).status).toBe(412);
    const told = (await gateway.outbox(membershipRoleChanged)).filter(({ data }) => data.membershipId === membership.id);
    expect(told.map(({ data }) => [data.before.role, data.after.role])).toEqual([['MEMBER', 'MANAGER']]);
  });

  test("who is removed is out at once, and another organization's member cannot be touched", async () => {
    const [a, b] = [await owner(), await owner()];
    const { client, membership } = await added(a.client, 'MEMBER');
    expect((await client.get('/auth/me')).status).toBe(200);
    expect((await b.client.request('DELETE', `/memberships/${membership.id}`)).status).toBe(404);
    expect((await b.client.patch(`/memberships/${membership.id}`, { role: 'GUEST' })).status).toBe(404);
    expect((await a.client.request('DELETE', `/memberships/${membership.id}`)).status).toBe(204);
    const out = await client.get('/contacts');
    expect([out.status, codeOf(out)]).toEqual([401, 'MEMBERSHIP_ENDED']);
  });
});

describe('the plan', () => {
  const organization = async (client: ApiClient): Promise<Organization> => (await client.get('/organization')).body as Organization;

  test("is the trial's until billing has told, then what it told last", async () => {
    const {
      client,
      session: { organizationId },
    } = await owner();
    expect(await organization(client)).toMatchObject({ plan: 'PROFESSIONAL', limits: planOf('PROFESSIONAL').limits });
    const subscriptionId = randomUUID();
    const started = await gateway.deliver(subscriptionTrialStarted, subscription('PROFESSIONAL', 'full', subscriptionId), {
      organizationId,
    });
    await gateway.deliver(subscriptionPlanChanged, subscription('STARTER', 'full', subscriptionId), { organizationId });
    await gateway.redeliver(started);
    expect(await organization(client)).toMatchObject({ plan: 'STARTER', limits: planOf('STARTER').limits });
  });

  test('events out of order take effect in order', async () => {
    const {
      client,
      session: { organizationId },
    } = await owner();
    const subscriptionId = randomUUID();
    await gateway.deliver(subscriptionPlanChanged, subscription('STARTER', 'full', subscriptionId), {
      organizationId,
      sequence: 2,
      settle: false,
    });
    await gateway.deliver(subscriptionActivated, subscription('PROFESSIONAL', 'full', subscriptionId), { organizationId, sequence: 1 });
    await waitFor('the second event', async () => (await organization(client)).plan === 'STARTER');
  });

  test('a missing event is made up for by asking billing', async () => {
    const {
      client,
      session: { organizationId },
    } = await owner();
    await gateway.deliver(subscriptionEnded, subscription('STARTER', 'restricted'), { organizationId, sequence: 5 });
    expect(await organization(client)).toMatchObject({ plan: 'ENTERPRISE' });
  });

  test('its limits travel with the person to other services', async () => {
    const {
      client,
      session: { organizationId },
    } = await owner();
    await gateway.deliver(subscriptionActivated, subscription('STARTER'), { organizationId });
    await waitFor('the new limits', async () => {
      await client.post('/contacts', { lastName: 'A' });
      return lastScope?.organizationId === organizationId && lastScope.limits?.['contacts'] === 1_000;
    });
    expect(lastScope?.plan).toBe('STARTER');
  });

  test('F6: once it has ended, adding is refused at the route in words, reading and removing are not', async () => {
    const {
      client,
      session: { organizationId, user },
    } = await owner();
    const { membership } = await added(client, 'MEMBER');
    await gateway.deliver(subscriptionEnded, subscription('STARTER', 'readOnly'), { organizationId, sequence: 1 });
    lastScope = undefined;
    await waitFor('the end to be known', async () => codeOf(await client.post('/contacts', { lastName: 'A' })) === 'PLAN_READ_ONLY');
    lastScope = undefined;
    const refused = await client.post('/contacts', { lastName: 'A' }, { headers: { 'accept-language': 'pl' } });
    expect([refused.status, codeOf(refused), lastScope]).toEqual([403, 'PLAN_READ_ONLY', undefined]);
    expect((refused.body as { title: string }).title).toMatch(/^Plan organizacji się skończył/);
    expect(codeOf(await client.patch('/organization', { name: 'Nowa' }))).toBe('PLAN_READ_ONLY');
    expect((await client.get('/memberships')).status).toBe(200);
    expect((await client.patch('/auth/me', { name: 'Anna Kot' })).body).toMatchObject({ id: user.id, name: 'Anna Kot' });
    expect((await client.request('DELETE', `/memberships/${membership.id}`)).status).toBe(204);
    expect(await organization(client)).toMatchObject({ access: 'readOnly' });
  });
});

describe('the organization', () => {
  test('its name changes with a version, and that is refused when stale', async () => {
    const { client } = await owner();
    const renamed = await client.patch('/organization', { name: 'Żarówki' }, { headers: { 'if-match': '"1"' } });
    expect(renamed.body).toMatchObject({ name: 'Żarówki', version: 2 });
    const stale = await client.patch('/organization', { name: 'Świece' }, { headers: { 'if-match': '"1"' } });
    expect([stale.status, (stale.body as { current: { name: string } }).current.name]).toEqual([412, 'Żarówki']);
  });
});
