import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  checkoutCompleted,
  createCheckout,
  getSubscription,
  receiveWebhook,
  sandboxPay,
} from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { contactsUsed } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { organizationCreated, seatsUsed } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { remote, startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { billingService } from '../service.ts';

type Webhook = { rawBody: string; signature: string };

let billing: TestService<DB>;
let server: Server;
const received: Webhook[] = [];
let refuse = 0;

/** Stands where the gateway's webhook route stands: takes the raw body and its signature header. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const webhook = { rawBody: await text(request), signature: String(request.headers['webhook-signature']) };
    if (refuse > 0) {
      refuse -= 1;
      return void response.writeHead(500).end();
    }
    received.push(webhook);
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  billing = await startTestService(billingService, {
    remotes: [remote(seatsUsed, async () => ({ users: 1 })), remote(contactsUsed, async () => ({ contacts: 0 }))],
    config: { SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks` },
  });
});
afterAll(async () => {
  await billing[Symbol.asyncDispose]();
  await new Promise((resolve) => server.close(resolve));
});

const paidWebhook = async (): Promise<{ webhook: Webhook; organizationId: string }> => {
  const organizationId = newId();
  await billing.deliver(organizationCreated, { organizationId, ownerId: newId(), locale: 'pl' }, { organizationId });
  const { url } = await billing.call(createCheckout, { plan: 'STARTER' }, billing.scope({ organizationId }));
  const session = url.split('/').at(-1) ?? '';
  await billing.call(sandboxPay, { checkoutId: session, method: 'card', code: '4242 4242 4242 4242' });
  const webhook = await waitFor('the webhook', () => received.find(({ rawBody }) => rawBody.includes(session)));
  return { webhook, organizationId };
};

const receive = ({ rawBody, signature }: Webhook): Promise<null> =>
  billing.call(receiveWebhook, { provider: 'sandbox', rawBody, signature });

describe('a payment webhook', () => {
  test('delivered five times, two at once, takes effect once', async () => {
    const { webhook, organizationId } = await paidWebhook();
    await Promise.all([receive(webhook), receive(webhook)]);
    for (let again = 0; again < 3; again += 1) await receive(webhook);
    expect(await billing.call(getSubscription, {}, billing.scope({ organizationId }))).toMatchObject({ plan: 'STARTER', status: 'active' });
    expect((await billing.outbox(checkoutCompleted)).filter(({ scope }) => scope.organizationId === organizationId)).toHaveLength(1);
  });

  test('comes again when the receiver was down', async () => {
    refuse = 1;
    await paidWebhook();
    expect(refuse).toBe(0);
  });

  test.each([
    ['a changed body', ({ rawBody, signature }: Webhook) => ({ rawBody: `${rawBody} `, signature })],
    ['no signature', ({ rawBody }: Webhook) => ({ rawBody, signature: '' })],
    ['v0 only', ({ rawBody, signature }: Webhook) => ({ rawBody, signature: signature.replace('v1=', 'v0=') })],
  ])('with %s is refused and changes nothing', async (_title, change) => {
    const { webhook, organizationId } = await paidWebhook();
    await expect(receive(change(webhook))).rejects.toMatchObject({ code: 'BILLING_WEBHOOK_SIGNATURE' });
    expect(await billing.call(getSubscription, {}, billing.scope({ organizationId }))).toMatchObject({ status: 'trialing' });
  });
});
