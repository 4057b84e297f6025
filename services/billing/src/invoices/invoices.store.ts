import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import type { TenantDb, Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { Selectable } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { DB, Invoice } from '../generated/db-types.ts';
import { fateOf } from './deal-draft.ts';
import { lockNews } from './deal-news.store.ts';
import { discard, type InvoiceState } from './invoice.ts';

export type InvoiceQuery = Readonly<{
  limit?: number;
  cursor?: string | undefined;
  status?: string | undefined;
  dealId?: string | undefined;
}>;

export type InvoicesStore = Readonly<{
  get(scope: Scope, id: string): Promise<InvoiceState>;
  list(scope: Scope, query: InvoiceQuery): Promise<Page<InvoiceState>>;
  update(scope: Scope, id: string, decide: (state: InvoiceState) => Decision<InvoiceState>): Promise<InvoiceState>;
}>;

/** Inside JSON the database's own names stay. */
type LineRow = Omit<InvoiceState['lines'][number], 'vatRate'> & { vat_rate?: string };
type InvoiceRow = Selectable<Invoice> & { lines: readonly LineRow[] };

const lineOf = ({ vat_rate: vatRate, ...line }: LineRow) => ({ ...line, vatRate });

const stateOf = ({
  organizationId: _organization,
  dealSequence: _sequence,
  discardedWithDeal: _with,
  lines,
  ...row
}: InvoiceRow): InvoiceState => ({ ...row, lines: lines.map(lineOf) }) as unknown as InvoiceState;

const invoices = (tx: Tx<DB>) =>
  tx.kysely
    .selectFrom('invoices')
    .selectAll('invoices')
    .select((eb) =>
      jsonArrayFrom(
        eb
          .selectFrom('invoiceLines')
          .select(['name', 'quantity', 'net', 'vatRate', 'vat', 'gross'])
          .whereRef('invoiceLines.invoiceId', '=', 'invoices.id')
          .whereRef('invoiceLines.organizationId', '=', 'invoices.organizationId')
          .orderBy('position'),
      ).as('lines'),
    );

const found = (row: InvoiceRow | undefined): InvoiceState => {
  if (!row) throw new AppError('BILLING_INVOICE_NOT_FOUND');
  return stateOf(row);
};

/** `discardedWithDeal`: put away with its deal, to come back with it; whatever a person does to it is his own. */
export const saveStatus = async (tx: Tx<DB>, { next, events }: Decision<InvoiceState>, discardedWithDeal: boolean): Promise<void> => {
  await tx.kysely
    .updateTable('invoices')
    .set({ status: next.status, version: next.version, discardedWithDeal })
    .where('id', '=', next.id)
    .execute();
  if (events.length > 0) await appendEvents(tx, events);
};

/** A draft made by an event; nothing when the deal was reopened after that event, put away when it was deleted. */
export const insertDraft = async (tx: Tx<DB>, drafted: Decision<InvoiceState>, dealSequence: number): Promise<void> => {
  const fate = fateOf(dealSequence, await lockNews(tx, drafted.next.dealId ?? ''));
  if (fate === 'withdrawn') return;
  const { next, events } = drafted;
  const { organizationId } = tx.scope;
  const { lines, ...invoice } = next;
  await tx.kysely
    .insertInto('invoices')
    .values({ ...invoice, organizationId, dealSequence })
    .execute();
  await tx.kysely
    .insertInto('invoiceLines')
    .values(lines.map((line, position) => ({ ...line, position, organizationId, invoiceId: next.id })))
    .execute();
  await appendEvents(tx, events);
  if (fate === 'putAway') await saveStatus(tx, discard(next), true);
};

export type DealDraft = Readonly<{ state: InvoiceState; dealSequence: number | null; discardedWithDeal: boolean }>;

/** What of a deal may still follow it: its drafts, and those put away with it. */
export const lockDealDrafts = async (tx: Tx<DB>, dealId: string): Promise<DealDraft[]> => {
  const rows = await invoices(tx)
    .where('dealId', '=', dealId)
    .where((where) => where.or([where('status', '=', 'draft'), where('discardedWithDeal', '=', true)]))
    .orderBy('createdAt')
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map((row) => {
    const { dealSequence, discardedWithDeal } = row;
    return { state: stateOf(row as InvoiceRow), dealSequence, discardedWithDeal };
  });
};

export const invoicesStore = (db: TenantDb<DB>): InvoicesStore => ({
  get: (scope, id) =>
    db.withTenant(scope, async (tx) => found((await invoices(tx).where('id', '=', id).executeTakeFirst()) as InvoiceRow | undefined)),
  list: (scope, query) =>
    db.withTenant(scope, async (tx) => {
      const list = listQuery(query, {
        filters: {},
        sorts: { createdAt: { column: 'createdAt', type: 'timestamptz' } },
        defaultSort: '-createdAt',
      });
      const { status, dealId } = query;
      const rows = await invoices(tx)
        .$if(status !== undefined, (narrowed) => narrowed.where('status', '=', status as string))
        .$if(dealId !== undefined, (narrowed) => narrowed.where('dealId', '=', dealId as string))
        .$call(list.apply)
        .execute();
      return list.page(rows, ({ cursorKey: _key, cursorId: _id, ...row }) => stateOf(row as InvoiceRow));
    }),
  update: (scope, id, decide) =>
    db.withTenant(scope, async (tx) => {
      const state = found((await invoices(tx).where('id', '=', id).forUpdate().executeTakeFirst()) as InvoiceRow | undefined);
      const decision = decide(state);
      if (decision.events.length > 0) await saveStatus(tx, decision, false);
      return decision.next;
    }),
});
