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

const stateOf = ({ organizationId: _organization, lines, ...row }: InvoiceRow): InvoiceState =>
  ({ ...row, lines: lines.map(lineOf) }) as unknown as InvoiceState;

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

const saveStatus = async (tx: Tx<DB>, { next, events }: Decision<InvoiceState>): Promise<void> => {
  if (events.length === 0) return;
  await Promise.all([
    tx.kysely.updateTable('invoices').set({ status: next.status, version: next.version }).where('id', '=', next.id).execute(),
    appendEvents(tx, events),
  ]);
};

/** A draft made by an event; nothing when it exists or the deal was reopened after that event. */
export const insertDraft = async (tx: Tx<DB>, { next, events }: Decision<InvoiceState>, dealSequence: number): Promise<void> => {
  const organizationId = tx.scope.organizationId;
  const reopened = await tx.kysely.selectFrom('dealReopenings').select('sequence').where('dealId', '=', next.dealId).executeTakeFirst();
  if (reopened && reopened.sequence > dealSequence) return;
  const { lines, ...invoice } = next;
  await tx.kysely
    .insertInto('invoices')
    .values({ ...invoice, organizationId })
    .execute();
  await tx.kysely
    .insertInto('invoiceLines')
    .values(lines.map((line, position) => ({ ...line, position, organizationId, invoiceId: next.id })))
    .execute();
  await appendEvents(tx, events);
};

/** The deal is open again: its drafts go, and a win that arrives later but is older makes none. */
export const withdrawDrafts = async (tx: Tx<DB>, dealId: string, dealSequence: number): Promise<void> => {
  const organizationId = tx.scope.organizationId;
  await tx.kysely
    .insertInto('dealReopenings')
    .values({ organizationId, dealId, sequence: dealSequence })
    .onConflict((on) =>
      on.columns(['organizationId', 'dealId']).doUpdateSet({ sequence: dealSequence }).where('dealReopenings.sequence', '<', dealSequence),
    )
    .execute();
  const drafts = await invoices(tx).where('dealId', '=', dealId).where('status', '=', 'draft').forUpdate().execute();
  for (const draft of drafts) await saveStatus(tx, discard(stateOf(draft as InvoiceRow)));
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
      await saveStatus(tx, decision);
      return decision.next;
    }),
});
