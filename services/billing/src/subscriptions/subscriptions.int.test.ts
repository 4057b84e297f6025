import {
  createCheckout,
  getEntitlements,
  getSubscription,
  sandboxPage,
  sandboxPay,
  settleCheckout,
  subscriptionActivated,
  subscriptionTrialEnded,
  subscriptionTrialStarted,
} from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { billingService } from '../service.ts';

let billing: TestService<DB>;
beforeAll(async () => {
  billing = await startTestService(billingService);
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
