import {
  type InvoiceLine,
  type Invoice as InvoiceSchema,
  invoiceDiscarded,
  invoiceDrafted,
  invoiceRestored,
} from '@crm-gtd/shared/contracts/billing/invoices.ts';
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import type { Currency } from '@crm-gtd/shared/contracts/money.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { z } from 'zod';
import { documentAmounts, lineAmounts } from '../money/vat.ts';

/** draft → discarded → draft; issued is final and never touched here. */
export type InvoiceState = Readonly<
  Omit<z.infer<typeof InvoiceSchema>, 'issuedAt' | 'createdAt' | 'lines'> & {
    lines: readonly z.infer<typeof InvoiceLine>[];
    issuedAt: Date | null;
    createdAt: Date;
  }
>;

export type DealToInvoice = Readonly<{
  id: string;
  dealId: string;
  companyId: string | null;
  contactId: string | null;
  title: string;
  net: number;
  currency: string;
  buyerName: string | null;
  buyerNip: string | null;
}>;

const facts = (state: InvoiceState) => {
  const money = (amount: number) => ({ amount, currency: state.currency as Currency });
  return {
    invoiceId: state.id,
    dealId: state.dealId,
    companyId: state.companyId,
    net: money(state.net),
    vat: money(state.vat),
    gross: money(state.gross),
  };
};

/** One line named after the deal; the deal's value is net, at the standard rate. A person completes and issues it. */
export const draftForDeal = (deal: DealToInvoice, now: Date): Decision<InvoiceState> => {
  const line = { unitPrice: deal.net, quantity: 1, vatRate: '23' as const };
  const { id, dealId, companyId, contactId, buyerName, buyerNip, currency } = deal;
  const next: InvoiceState = {
    id,
    status: 'draft',
    number: null,
    dealId,
    companyId,
    contactId,
    buyerName,
    buyerNip,
    currency,
    issuedAt: null,
    createdAt: now,
    version: 1,
    ...documentAmounts([line], 'net', 'group'),
    lines: [{ name: deal.title, quantity: 1, vatRate: '23', ...lineAmounts(line, 'net') }],
  };
  return { next, events: [invoiceDrafted.of(facts(next))] };
};

const moved = (state: InvoiceState, status: 'draft' | 'discarded'): InvoiceState => ({ ...state, status, version: state.version + 1 });

/** An issued invoice is corrected by another document, never withdrawn: for this it does not exist. */
const changeable = (state: InvoiceState): void => {
  if (state.status === 'issued') throw new AppError('BILLING_INVOICE_NOT_FOUND', { status: state.status });
};

export const discard = (state: InvoiceState): Decision<InvoiceState> => {
  changeable(state);
  if (state.status === 'discarded') return { next: state, events: [] };
  const next = moved(state, 'discarded');
  return { next, events: [invoiceDiscarded.of(facts(next))] };
};

export const restore = (state: InvoiceState): Decision<InvoiceState> => {
  changeable(state);
  if (state.status === 'draft') return { next: state, events: [] };
  const next = moved(state, 'draft');
  return { next, events: [invoiceRestored.of(facts(next))] };
};
