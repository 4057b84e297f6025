import {
  discardInvoice,
  invoiceDiscarded,
  invoiceDrafted,
  listInvoices,
  restoreInvoice,
} from '@crm-gtd/shared/contracts/billing/invoices.ts';
import { dealBuyer, dealDeleted, dealReopened, dealRestored, dealWon } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { billingEffectFailed } from '@crm-gtd/shared/contracts/effects.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { remote, startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { billingService } from '../service.ts';

const at = '2026-11-22T10:00:00.000Z';
let crmDown = false;
let crmRefuses = false;

let billing: TestService<DB>;
beforeAll(async () => {
  billing = await startTestService(billingService, {
    remotes: [
      remote(dealBuyer, async ({ companyId }) => {
        if (crmDown) throw new AppError('SERVICE_UNAVAILABLE', { service: 'crm' });
        if (crmRefuses) throw new AppError('PERMISSION_DENIED');
        return { title: 'Wdrożenie systemu', name: companyId ? 'Stalserwis S.A.' : 'Anna Nowak', nip: companyId ? '5252445767' : null };
      }),
    ],
  });
});
afterAll(() => billing[Symbol.asyncDispose]());

const state = { stageId: newId(), status: 'open' as const };
const won = (dealId: string, amount = 125_000) => ({
  dealId,
  pipelineId: newId(),
  companyId: newId(),
  contactId: null,
  ownerId: newId(),
  value: { amount, currency: 'PLN' as const },
  closedAt: at,
  before: state,
  after: { ...state, status: 'won' as const },
});
const reopened = (dealId: string) => ({
  dealId,
  pipelineId: newId(),
  companyId: null,
  contactId: null,
  before: { ...state, status: 'won' as const },
  after: state,
});
const invoicesOf = async (dealId: string) => (await billing.call(listInvoices, { dealId })).items;

describe('a won deal', () => {
  test("leaves one draft invoice with the buyer's words and VAT to the grosz, however often it comes", async () => {
    const dealId = newId();
    const envelope = await billing.deliver(dealWon, won(dealId), { sequence: 2 });
    await billing.redeliver(envelope);
    expect(await invoicesOf(dealId)).toMatchObject([
      {
        status: 'draft',
        buyerName: 'Stalserwis S.A.',
        buyerNip: '5252445767',
        net: 125_000,
        vat: 28_750,
        gross: 153_750,
        lines: [{ name: 'Wdrożenie systemu', vatRate: '23' }],
      },
    ]);
    expect((await billing.outbox(invoiceDrafted)).filter(({ data }) => data.dealId === dealId)).toHaveLength(1);
  });

  test('of no value leaves none', async () => {
    const dealId = newId();
    await billing.deliver(dealWon, won(dealId, 0));
    expect(await invoicesOf(dealId)).toEqual([]);
  });

  test('waits while crm is down', async () => {
    const dealId = newId();
    crmDown = true;
    await billing.deliver(dealWon, won(dealId), { settle: false });
    crmDown = false;
    await waitFor('the draft', async () => (await invoicesOf(dealId)).length === 1);
  });

  test.each(['won first', 'reopened first'])('that is reopened keeps no draft: %s', async (order) => {
    const dealId = newId();
    const deliver = [
      () => billing.deliver(dealWon, won(dealId), { sequence: 2 }),
      () => billing.deliver(dealReopened, reopened(dealId), { sequence: 3 }),
    ];
    for (const one of order === 'won first' ? deliver : deliver.toReversed()) await one();
    expect((await invoicesOf(dealId)).filter(({ status }) => status === 'draft')).toEqual([]);
  });

  test('and won again after that has a draft again', async () => {
    const dealId = newId();
    await billing.deliver(dealWon, won(dealId), { sequence: 2 });
    await billing.deliver(dealReopened, reopened(dealId), { sequence: 3 });
    await billing.deliver(dealWon, won(dealId), { sequence: 4 });
    expect((await invoicesOf(dealId)).map(({ status }) => status)).toEqual(['draft', 'discarded']);
  });
});

describe('K10: the drafts of a deal', () => {
  const links = (dealId: string) => ({ dealId, pipelineId: newId(), companyId: null, contactId: null });
  const statuses = async (dealId: string) => (await invoicesOf(dealId)).map(({ status }) => status);
  const win = (dealId: string) => () => billing.deliver(dealWon, won(dealId), { sequence: 2 });
  const remove = (dealId: string) => () => billing.deliver(dealDeleted, links(dealId), { sequence: 3 });
  const bringBack = (dealId: string) => () => billing.deliver(dealRestored, links(dealId), { sequence: 4 });

  test.each([
    ['in their order', (id: string) => [win(id), remove(id)]],
    ['deleted heard first', (id: string) => [remove(id), win(id)]],
  ])('are put away with it, %s, and each event twice', async (_title, deliveries) => {
    const dealId = newId();
    for (const deliver of deliveries(dealId)) await billing.redeliver(await deliver());
    expect(await statuses(dealId)).toEqual(['discarded']);
    await billing.redeliver(await bringBack(dealId)());
    expect(await statuses(dealId)).toEqual(['draft']);
  });

  test('come back in whatever order their deal is heard of', async () => {
    const dealId = newId();
    for (const deliver of [bringBack(dealId), win(dealId), remove(dealId)]) await deliver();
    expect(await statuses(dealId)).toEqual(['draft']);
  });

  test('discarded by a person stay so, and one reopened meanwhile does not come back', async () => {
    const [thrown, reopenedDeal] = [newId(), newId()];
    await win(thrown)();
    const [draft] = await invoicesOf(thrown);
    await billing.call(discardInvoice, { invoiceId: draft?.id ?? '' });
    await remove(thrown)();
    await bringBack(thrown)();
    expect(await statuses(thrown)).toEqual(['discarded']);
    await win(reopenedDeal)();
    await remove(reopenedDeal)();
    await billing.deliver(dealReopened, reopened(reopenedDeal), { sequence: 5 });
    await billing.deliver(dealRestored, links(reopenedDeal), { sequence: 6 });
    expect(await statuses(reopenedDeal)).toEqual(['discarded']);
  });

  test.each([0, -5_000])('are none for a value of %i', async (amount) => {
    const dealId = newId();
    await billing.deliver(dealWon, won(dealId, amount));
    expect(await invoicesOf(dealId)).toEqual([]);
  });

  test('K3: may come to more than one amount may be', async () => {
    const dealId = newId();
    await billing.deliver(dealWon, won(dealId, 1_000_000_000_000));
    expect(await invoicesOf(dealId)).toMatchObject([{ net: 1_000_000_000_000, vat: 230_000_000_000, gross: 1_230_000_000_000 }]);
    const told = (await billing.outbox(invoiceDrafted)).find(({ data }) => data.dealId === dealId);
    expect(told?.data.gross).toEqual({ amount: 1_230_000_000_000, currency: 'PLN' });
  });
});

test('K3: a draft that cannot be made is told on the deal, once, with what a second try is asked by', async () => {
  const dealId = newId();
  crmRefuses = true;
  const envelope = await billing.deliver(dealWon, won(dealId));
  crmRefuses = false;
  const failures = (await billing.outbox(billingEffectFailed)).filter(({ data }) => data.recordId === dealId);
  expect(failures.map(({ data }) => data)).toEqual([
    {
      eventId: envelope.id,
      eventType: 'crm.deal.won',
      recordId: dealId,
      durable: 'billing-invoices-deal-won',
      deadLetterId: expect.stringMatching(/^\d+$/),
    },
  ]);
  await billing.bus.deadLetters.replay(failures[0]?.data.deadLetterId ?? '');
  expect(await invoicesOf(dealId)).toMatchObject([{ status: 'draft' }]);
});

describe('a draft', () => {
  test('is discarded and brought back by a manager, not by another organization', async () => {
    const dealId = newId();
    await billing.deliver(dealWon, won(dealId));
    const [draft] = await invoicesOf(dealId);
    const invoiceId = draft?.id ?? '';
    await expect(billing.call(discardInvoice, { invoiceId }, billing.scope({ organizationId: newId() }))).rejects.toMatchObject({
      code: 'BILLING_INVOICE_NOT_FOUND',
    });
    await expect(billing.call(discardInvoice, { invoiceId }, billing.scope({ role: 'MEMBER' }))).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    expect(await billing.call(discardInvoice, { invoiceId })).toMatchObject({ status: 'discarded', version: 2 });
    expect(await billing.call(restoreInvoice, { invoiceId })).toMatchObject({ status: 'draft', version: 3 });
    expect((await billing.outbox(invoiceDiscarded)).filter(({ data }) => data.invoiceId === invoiceId)).toHaveLength(1);
  });
});
