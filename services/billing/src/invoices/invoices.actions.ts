import { discardInvoice, getInvoice, listInvoices, restoreInvoice } from '@crm-gtd/shared/contracts/billing/invoices.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import { discard, type InvoiceState, restore } from './invoice.ts';
import type { InvoicesStore } from './invoices.store.ts';

const shown = (state: InvoiceState) => ({
  ...state,
  lines: [...state.lines],
  issuedAt: state.issuedAt?.toISOString() ?? null,
  createdAt: state.createdAt.toISOString(),
});

export const invoicesActions = (store: InvoicesStore): ActionEntry[] => [
  handle(listInvoices, async (input, { scope }) => {
    const { items, nextCursor } = await store.list(scope, input);
    return { items: items.map(shown), nextCursor };
  }),
  handle(getInvoice, async ({ invoiceId }, { scope }) => shown(await store.get(scope, invoiceId))),
  handle(discardInvoice, async ({ invoiceId }, { scope }) => shown(await store.update(scope, invoiceId, discard))),
  handle(restoreInvoice, async ({ invoiceId }, { scope }) => shown(await store.update(scope, invoiceId, restore))),
];
