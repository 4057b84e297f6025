import { readFileSync } from 'node:fs';
import { listPlans } from '@crm-gtd/shared/contracts/billing/plans.ts';
import {
  checkoutCompleted,
  checkoutRefunded,
  createCheckout,
  getEntitlements,
  getSubscription,
  getUsage,
  sandboxPage,
  sandboxPay,
  settleCheckout,
  subscriptionActivated,
  subscriptionTrialEnded,
  subscriptionTrialStarted,
} from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { contactsUsed } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { organizationCreated, seatsUsed } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { withConnection } from '@crm-gtd/shared/database/admin-connection.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { remote, startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { billingService } from '../service.ts';

const used = { users: 1, contacts: 12 };
const remotes = [remote(seatsUsed, async () => ({ users: used.users })), remote(contactsUsed, async () => ({ contacts: used.contacts }))];

let billing: TestService<DB>;
beforeAll(async () => {
  billing = await startTestService(billingService, { remotes });
});
afterAll(() => billing[Symbol.asyncDispose]());

const newOrganization = async (): Promise<string> => {
  const organizationId = newId();
  await billing.deliver(organizationCreated, { organizationId, ownerId: newId(), locale: 'pl' }, { organizationId });
  return organizationId;
};

describe('trial', () => {
  test('begins once per organization, however often the event comes', async () => {
    const organizationId = newId();
    const envelope = await billing.deliver(organizationCreated, { organizationId, ownerId: newId(), locale: 'pl' }, { organizationId });
    await billing.redeliver(envelope);
    const scope = billing.scope({ organizationId });
    expect(await billing.call(getSubscription, {}, scope)).toMatchObject({ plan: 'PROFESSIONAL', status: 'trialing', access: 'full' });
    const started = (await billing.outbox(subscriptionTrialStarted)).filter((event) => event.scope.organizationId === organizationId);
    expect(started).toHaveLength(1);
  });

  test('ends by the job when its time has come, for that organization alone', async () => {
    const [ending, running] = [await newOrganization(), await newOrganization()];
    await billing.ownerSql(`update subscriptions set trial_ends_at = now() - interval '1 minute' where organization_id = $1`, [ending]);
    const job = billing.parts.jobs?.find(({ name }) => name === 'billing-deadlines');
    await job?.run(new AbortController().signal);
    expect(await billing.call(getEntitlements, {}, billing.scope({ organizationId: ending }))).toMatchObject({ access: 'readOnly' });
    expect(await billing.call(getSubscription, {}, billing.scope({ organizationId: running }))).toMatchObject({ status: 'trialing' });
    await job?.run(new AbortController().signal);
    expect((await billing.outbox(subscriptionTrialEnded)).filter((event) => event.scope.organizationId === ending)).toHaveLength(1);
  });

  test('an organization nobody told us of has no subscription', async () => {
    await expect(billing.call(getSubscription, {}, billing.scope({ organizationId: newId() }))).rejects.toMatchObject({
      code: 'BILLING_SUBSCRIPTION_NOT_FOUND',
    });
  });
});

const sessionOf = (url: string): string => url.split('/').at(-1) ?? '';

describe('purchase through the sandbox', () => {
  test('pays, settles once although asked twice at the same time, and changes the plan', async () => {
    const scope = billing.scope({ organizationId: await newOrganization() });
    const checkout = await billing.call(createCheckout, { plan: 'ENTERPRISE', interval: 'month' }, scope);
    expect(checkout).toMatchObject({ status: 'open', net: 49_900, vat: 11_477, gross: 61_377 });
    const session = sessionOf(checkout.url);
    expect(await billing.call(sandboxPage, { checkoutId: session })).toMatchObject({ gross: 61_377, status: 'open' });
    expect(await billing.call(settleCheckout, { checkoutId: checkout.id }, scope)).toMatchObject({ status: 'open' });
    expect(await billing.call(sandboxPay, { checkoutId: session, method: 'card', code: '4000 0000 0000 0002' })).toMatchObject({
      outcome: 'refused',
    });
    expect(await billing.call(sandboxPay, { checkoutId: session, method: 'blik', code: '777123' })).toMatchObject({ outcome: 'paid' });
    await expect(billing.call(sandboxPay, { checkoutId: session, method: 'blik', code: '777123' })).rejects.toMatchObject({
      code: 'BILLING_CHECKOUT_CLOSED',
    });
    const settled = await Promise.all([1, 2, 3].map(() => billing.call(settleCheckout, { checkoutId: checkout.id }, scope)));
    expect(settled.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(await billing.call(getSubscription, {}, scope)).toMatchObject({ plan: 'ENTERPRISE', status: 'active' });
    expect(
      (await billing.outbox(subscriptionActivated)).filter((event) => event.scope.organizationId === scope.organizationId),
    ).toHaveLength(1);
    await expect(billing.call(createCheckout, { plan: 'ENTERPRISE', interval: 'month' }, scope)).rejects.toMatchObject({
      code: 'BILLING_ALREADY_SUBSCRIBED',
    });
  });

  test('a second checkout expires the first, so that only one can be paid', async () => {
    const scope = billing.scope({ organizationId: await newOrganization() });
    const first = await billing.call(createCheckout, { plan: 'STARTER' }, scope);
    await billing.call(createCheckout, { plan: 'PROFESSIONAL', interval: 'year' }, scope);
    await expect(billing.call(sandboxPay, { checkoutId: sessionOf(first.url), method: 'blik', code: '777123' })).rejects.toMatchObject({
      code: 'BILLING_CHECKOUT_CLOSED',
    });
  });

  test("only the owner buys, and nobody sees another organization's checkout", async () => {
    const scope = billing.scope({ organizationId: await newOrganization() });
    await expect(billing.call(createCheckout, { plan: 'STARTER' }, { ...scope, role: 'ADMIN' })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    const { id } = await billing.call(createCheckout, { plan: 'STARTER' }, scope);
    const stranger = billing.scope({ organizationId: await newOrganization() });
    await expect(billing.call(settleCheckout, { checkoutId: id }, stranger)).rejects.toMatchObject({ code: 'BILLING_CHECKOUT_NOT_FOUND' });
    await waitFor('the stranger to keep his trial', async () => (await billing.call(getSubscription, {}, stranger)).status === 'trialing');
  });
});

const pay = async (url: string): Promise<string> =>
  billing
    .call(sandboxPay, { checkoutId: sessionOf(url), method: 'blik', code: '777123' })
    .then(({ outcome }) => outcome)
    .catch((error: { code: string }) => error.code);

describe('F4: purchases at the same time', () => {
  test('of the same plan are one checkout: five links, one payment', async () => {
    const scope = billing.scope({ organizationId: await newOrganization() });
    const checkouts = await Promise.all(Array.from({ length: 5 }, () => billing.call(createCheckout, { plan: 'ENTERPRISE' }, scope)));
    expect(new Set(checkouts.map(({ id }) => id)).size).toBe(1);
    const outcomes = await Promise.all(checkouts.map(({ url }) => pay(url)));
    expect(outcomes.sort()).toEqual([
      'BILLING_CHECKOUT_CLOSED',
      'BILLING_CHECKOUT_CLOSED',
      'BILLING_CHECKOUT_CLOSED',
      'BILLING_CHECKOUT_CLOSED',
      'paid',
    ]);
  });

  test('of five plans leave one open; the others are told so, and nobody can pay them', async () => {
    const scope = billing.scope({ organizationId: await newOrganization() });
    const wishes = [
      { plan: 'STARTER', interval: 'month' },
      { plan: 'STARTER', interval: 'year' },
      { plan: 'PROFESSIONAL', interval: 'month' },
      { plan: 'PROFESSIONAL', interval: 'year' },
      { plan: 'ENTERPRISE', interval: 'month' },
    ] as const;
    const answers = await Promise.allSettled(wishes.map((wish) => billing.call(createCheckout, wish, scope)));
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
    expect(refused.every((code) => code === 'BILLING_CHECKOUT_CLOSED')).toBe(true);
    const links = await billing.ownerSql<{ id: string }>(`select id from sandbox_sessions where reference->>'organizationId' = $1`, [
      scope.organizationId,
    ]);
    const outcomes = await Promise.all(links.map(({ id }) => pay(id)));
    expect(outcomes.filter((outcome) => outcome === 'paid')).toHaveLength(1);
    expect(outcomes).toHaveLength(5);
  });

  test('all paid although closed here, as a slow provider would have it: one is granted, four are given back and told', async () => {
    const scope = billing.scope({ organizationId: await newOrganization() });
    const plans = ['STARTER', 'PROFESSIONAL', 'STARTER', 'PROFESSIONAL', 'ENTERPRISE'] as const;
    const ids: string[] = [];
    for (const plan of plans) ids.push((await billing.call(createCheckout, { plan }, scope)).id);
    await billing.ownerSql(`update sandbox_sessions set status = 'paid' where reference->>'organizationId' = $1`, [scope.organizationId]);
    const settled = await Promise.all(ids.map((checkoutId) => billing.call(settleCheckout, { checkoutId }, scope)));
    const again = await Promise.all(ids.map((checkoutId) => billing.call(settleCheckout, { checkoutId }, scope)));
    expect(settled.map(({ status }) => status).sort()).toEqual(['completed', 'refunded', 'refunded', 'refunded', 'refunded']);
    expect(again.map(({ status }) => status)).toEqual(settled.map(({ status }) => status));
    const sessions = await billing.ownerSql<{ status: string }>(
      `select status from sandbox_sessions where reference->>'organizationId' = $1 order by status`,
      [scope.organizationId],
    );
    expect(sessions.map(({ status }) => status)).toEqual(['paid', 'refunded', 'refunded', 'refunded', 'refunded']);
    const granted = settled.find(({ status }) => status === 'completed');
    expect(await billing.call(getSubscription, {}, scope)).toMatchObject({ plan: granted?.plan, status: 'active' });
    const told = async (event: typeof checkoutCompleted | typeof checkoutRefunded) =>
      (await billing.outbox(event)).filter((one) => one.scope.organizationId === scope.organizationId).length;
    expect([await told(checkoutCompleted), await told(checkoutRefunded)]).toEqual([1, 4]);
  });

  test('a payment alone is granted although its checkout was replaced, and what replaced it is closed', async () => {
    const scope = billing.scope({ organizationId: await newOrganization() });
    const first = await billing.call(createCheckout, { plan: 'STARTER' }, scope);
    const second = await billing.call(createCheckout, { plan: 'ENTERPRISE' }, scope);
    await billing.ownerSql(`update sandbox_sessions set status = 'paid' where id = $1`, [sessionOf(first.url)]);
    expect(await billing.call(settleCheckout, { checkoutId: first.id }, scope)).toMatchObject({ status: 'completed' });
    expect(await pay(second.url)).toBe('BILLING_CHECKOUT_CLOSED');
    expect(await billing.call(getSubscription, {}, scope)).toMatchObject({ plan: 'STARTER', status: 'active' });
  });

  test('what was paid and not yet heard of is settled before the next is opened', async () => {
    const scope = billing.scope({ organizationId: await newOrganization() });
    const { url } = await billing.call(createCheckout, { plan: 'STARTER' }, scope);
    await billing.ownerSql(`update sandbox_sessions set status = 'paid' where id = $1`, [sessionOf(url)]);
    await expect(billing.call(createCheckout, { plan: 'STARTER' }, scope)).rejects.toMatchObject({ code: 'BILLING_ALREADY_SUBSCRIBED' });
  });
});

describe('U3: a plan outgrown', () => {
  afterEach(() => {
    Object.assign(used, { users: 1, contacts: 12 });
  });

  test('is told with numbers before payment, and sold when it is wanted all the same', async () => {
    Object.assign(used, { users: 4, contacts: 3_280 });
    const scope = billing.scope({ organizationId: await newOrganization(), limits: { users: 25, contacts: 50_000 } });
    expect(await billing.call(getUsage, {}, scope)).toEqual({
      items: [
        { limit: 'users', used: 4, allowed: 25 },
        { limit: 'contacts', used: 3_280, allowed: 50_000 },
      ],
    });
    await expect(billing.call(createCheckout, { plan: 'STARTER' }, scope)).rejects.toMatchObject({
      code: 'BILLING_PLAN_OUTGROWN',
      details: {
        plan: 'STARTER',
        outgrown: [
          { limit: 'users', used: 4, allowed: 3 },
          { limit: 'contacts', used: 3_280, allowed: 1_000 },
        ],
      },
    });
    expect(await billing.ownerSql('select id from checkouts where organization_id = $1', [scope.organizationId])).toEqual([]);
    expect(await billing.call(createCheckout, { plan: 'STARTER', acceptOutgrown: true }, scope)).toMatchObject({ status: 'open' });
    expect(await billing.call(createCheckout, { plan: 'PROFESSIONAL' }, scope)).toMatchObject({ status: 'open' });
  });

  test('a plan used to the last place is not outgrown', async () => {
    Object.assign(used, { users: 3, contacts: 1_000 });
    const scope = billing.scope({ organizationId: await newOrganization() });
    expect(await billing.call(createCheckout, { plan: 'STARTER' }, scope)).toMatchObject({ status: 'open' });
  });
});

describe('F6: periods that nobody paid on', () => {
  const runJob = (): Promise<unknown> | undefined =>
    billing.parts.jobs?.find(({ name }) => name === 'billing-deadlines')?.run(new AbortController().signal);
  const endedAgo = (organizationId: string, interval: string): Promise<unknown> =>
    billing.ownerSql(`update subscriptions set current_period_end = now() - $2::interval where organization_id = $1`, [
      organizationId,
      interval,
    ]);

  test('have days of grace and end by the job, and the same checkout brings them back', async () => {
    const scope = billing.scope({ organizationId: await newOrganization() });
    const buy = async (): Promise<void> => {
      const { id, url } = await billing.call(createCheckout, { plan: 'STARTER' }, scope);
      expect(await pay(url)).toBe('paid');
      await billing.call(settleCheckout, { checkoutId: id }, scope);
    };
    await buy();
    await expect(billing.call(createCheckout, { plan: 'STARTER' }, scope)).rejects.toMatchObject({ code: 'BILLING_ALREADY_SUBSCRIBED' });
    await endedAgo(scope.organizationId, '1 day');
    await runJob();
    expect(await billing.call(getSubscription, {}, scope)).toMatchObject({ status: 'past_due', access: 'full' });
    await endedAgo(scope.organizationId, '8 days');
    await runJob();
    await runJob();
    expect(await billing.call(getSubscription, {}, scope)).toMatchObject({ status: 'unpaid', access: 'readOnly' });
    await buy();
    expect(await billing.call(getSubscription, {}, scope)).toMatchObject({ status: 'active', access: 'full' });
  });

  test('of an owner who had his trial, a further organization begins read-only; told twice it is one', async () => {
    const organizationId = newId();
    const created = { organizationId, ownerId: newId(), locale: 'pl' as const, trial: false };
    await billing.redeliver(await billing.deliver(organizationCreated, created, { organizationId }));
    expect(await billing.call(getSubscription, {}, billing.scope({ organizationId }))).toMatchObject({
      status: 'expired',
      access: 'readOnly',
    });
  });
});

describe('F6: where nothing is sold', () => {
  test('there is no trial, no plan to buy and no end', async () => {
    await using none = await startTestService(billingService, { remotes, config: { PAYMENT_PROVIDER: 'none' } });
    const { organizationId } = none;
    await none.deliver(organizationCreated, { organizationId, ownerId: newId(), locale: 'pl' });
    const scope = none.scope({ limits: { users: 7, contacts: null } });
    await expect(none.call(getSubscription, {}, scope)).rejects.toMatchObject({ code: 'BILLING_SUBSCRIPTION_NOT_FOUND' });
    expect(await none.call(listPlans, {}, scope)).toEqual({ items: [], nextCursor: null, paymentProvider: 'none' });
    expect(await none.call(getEntitlements, {}, scope)).toMatchObject({ access: 'full', limits: { users: 7, contacts: null } });
    expect((await none.call(getUsage, {}, scope)).items).toContainEqual({ limit: 'users', used: 1, allowed: 7 });
    await expect(none.call(createCheckout, { plan: 'ENTERPRISE' }, scope)).rejects.toMatchObject({ code: 'BILLING_NOT_OFFERED' });
    await expect(none.call(sandboxPay, { checkoutId: newId(), method: 'blik', code: '777123' })).rejects.toMatchObject({
      code: 'BILLING_CHECKOUT_NOT_FOUND',
    });
    expect(none.parts.jobs).toEqual([]);
  });
});

test('U23: a plan lists only what a screen offers', async () => {
  const { items } = await billing.call(listPlans, {});
  expect(items.map(({ features }) => features)).toEqual(Array(3).fill(['crm', 'gtd', 'ai']));
});

test('F6: periods that ended under the release before have their days of grace from the migration on', async () => {
  const [ended, running] = [await newOrganization(), await newOrganization()];
  const set = `update subscriptions set status = 'active', current_period_end = now() + $2::interval where organization_id = $1`;
  await billing.ownerSql(set, [ended, '-90 days']);
  await billing.ownerSql(set, [running, '3 days']);
  const migration = readFileSync(new URL('../../prisma/migrations/0031_renewals/migration.sql', import.meta.url), 'utf8');
  await billing.ownerSql('drop function organizations_with_due_subscription');
  await billing.ownerSql('alter table subscriptions drop column period_anchor_day');
  await withConnection(billing.database.ownerUrl, (owner) => owner.query(`set search_path = billing; begin; ${migration}; commit`));
  const days = await billing.ownerSql<{ days: number }>(
    `select round(extract(epoch from current_period_end - now()) / 86400)::int as days from subscriptions
     where organization_id = any($1::uuid[]) order by 1`,
    [[ended, running]],
  );
  expect(days.map((row) => row.days)).toEqual([0, 3]);
  expect(await billing.ownerSql("select from pg_policies where policyname = 'backfill'")).toEqual([]);
});
