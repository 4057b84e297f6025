import {
  discardInvoice,
  invoiceDiscarded,
  invoiceDrafted,
  listInvoices,
  restoreInvoice,
} from '@crm-gtd/shared/contracts/billing/invoices.ts';
import { type Company, getCompany } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { type Deal, dealReopened, dealWon, getDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { remote, startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { billingService } from '../service.ts';

const at = '2026-11-22T10:00:00.000Z';
let crmDown = false;

const dealOf = (id: string): Deal => ({
  id,
  title: 'Wdrożenie systemu',
  value: { amount: 125_000, currency: 'PLN' },
  companyId: null,
  contactId: null,
  expectedCloseOn: null,
  notes: null,
  pipelineId: newId(),
  stageId: newId(),
  status: 'won',
  motion: 'stuck',
  companyName: null,
  contactName: 'Anna Nowak',
  ownerId: newId(),
  lostReason: null,
  closedAt: at,
  stageEnteredAt: at,
  createdAt: at,
  updatedAt: at,
  version: 2,
});
const companyOf = (id: string): Company => ({
  id,
  name: 'Stalserwis S.A.',
  nip: '5252445767',
  domain: null,
  website: null,
  phone: null,
  street: null,
  postalCode: null,
  city: null,
  notes: null,
  tags: [],
  createdAt: at,
  updatedAt: at,
  version: 1,
});

let billing: TestService<DB>;
beforeAll(async () => {
  billing = await startTestService(billingService, {
    remotes: [
      remote(getDeal, async ({ dealId }) => {
        if (crmDown) throw new AppError('SERVICE_UNAVAILABLE', { service: 'crm' });
        return dealOf(dealId);
      }),
      remote(getCompany, async ({ companyId }) => companyOf(companyId)),
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
