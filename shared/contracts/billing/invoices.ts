import { z } from 'zod';
import { action, event } from '../define.ts';
import { Total } from '../money.ts';
import { page, pageInput } from '../paging.ts';
import { id, instant, version } from '../shapes.ts';

export const VatRate = z.enum(['23', '8', '5', '0', 'zw', 'np']);
export const InvoiceLine = z.object({ name: z.string(), quantity: z.int(), net: z.int(), vatRate: VatRate, vat: z.int(), gross: z.int() });
/** draft: made by an event, waits for a person · issued: has its number and does not change. */
export const InvoiceStatus = z.enum(['draft', 'issued', 'discarded']);
export const Invoice = z.object({
  id,
  status: InvoiceStatus,
  number: z.string().nullable(),
  dealId: id.nullable(),
  companyId: id.nullable(),
  contactId: id.nullable(),
  buyerName: z.string().nullable(),
  buyerNip: z.string().nullable(),
  lines: z.array(InvoiceLine),
  net: z.int(),
  vat: z.int(),
  gross: z.int(),
  currency: z.string(),
  issuedAt: instant.nullable(),
  createdAt: instant,
  version,
});
export type Invoice = z.infer<typeof Invoice>;

const invoiceId = z.object({ invoiceId: id });
export const listInvoices = action('v1.billing.invoices.list', {
  http: 'GET /invoices',
  permission: 'billing.invoices:read',
  output: page(Invoice),
  input: z.object({ limit: pageInput.limit, cursor: pageInput.cursor, status: InvoiceStatus.optional(), dealId: id.optional() }),
});
export const getInvoice = action('v1.billing.invoices.get', {
  http: 'GET /invoices/{invoiceId}',
  permission: 'billing.invoices:read',
  input: invoiceId,
  output: Invoice,
  errors: ['BILLING_INVOICE_NOT_FOUND'],
});
export const discardInvoice = action('v1.billing.invoices.discard', {
  http: 'POST /invoices/{invoiceId}/discard',
  permission: 'billing.invoices:write',
  whileReadOnly: true,
  input: invoiceId,
  output: Invoice,
  errors: ['BILLING_INVOICE_NOT_FOUND'],
  summary: 'Only a draft can be discarded; `restore` undoes it.',
});
export const restoreInvoice = action('v1.billing.invoices.restore', {
  http: 'POST /invoices/{invoiceId}/restore',
  permission: 'billing.invoices:write',
  whileReadOnly: true,
  input: invoiceId,
  output: Invoice,
  errors: ['BILLING_INVOICE_NOT_FOUND'],
});

const data = z.object({ invoiceId: id, dealId: id.nullable(), companyId: id.nullable(), net: Total, vat: Total, gross: Total });
export const invoiceDrafted = event('billing.invoice.drafted', {
  version: 1,
  visible: 'billing.invoices:read',
  aggregate: 'invoice',
  key: (d) => d.invoiceId,
  data,
});
export const invoiceDiscarded = event('billing.invoice.discarded', {
  version: 1,
  visible: 'billing.invoices:read',
  aggregate: 'invoice',
  key: (d) => d.invoiceId,
  data,
});
export const invoiceRestored = event('billing.invoice.restored', {
  version: 1,
  visible: 'billing.invoices:read',
  aggregate: 'invoice',
  key: (d) => d.invoiceId,
  data,
});
