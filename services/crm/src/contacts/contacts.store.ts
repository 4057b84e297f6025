import { liftingPlan, noPlan } from '@crm-gtd/shared/contracts/billing/plans.ts';
import type { Contact, ContactChange, contactHistory, listContacts } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { isForeignKeyViolation, isUniqueViolation } from '@crm-gtd/shared/database/database-faults.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { CrmDb, CrmTx } from '../db.ts';
import { type RecordTable, unknownReference, updateRecord } from '../record.store.ts';
import type { ContactDecision, ContactState } from './contact.ts';
import { historyPage, keepHistory } from './contact-history.store.ts';
import { contactRows, contactState } from './contact-rows.store.ts';
import { listPage } from './contacts-list.store.ts';

export type ContactsStore = Readonly<{
  list(scope: Scope, query: InputOf<typeof listContacts>): Promise<Page<Contact>>;
  get(scope: Scope, id: string): Promise<Contact>;
  history(scope: Scope, query: InputOf<typeof contactHistory>): Promise<Page<ContactChange>>;
  create(scope: Scope, decision: ContactDecision): Promise<Contact>;
  update(scope: Scope, id: string, decide: (contact: ContactState) => ContactDecision): Promise<Contact>;
  /** The live ones, from the count that is kept. */
  used(scope: Scope): Promise<number>;
}>;

export function contactsStore(db: CrmDb): ContactsStore {
  return {
    list: (scope, query) => db.withTenant(scope, (tx) => listPage(tx, query)),
    get: (scope, id) => db.withTenant(scope, (tx) => tx.lastly(() => getLive(tx, id))),
    history: (scope, query) => db.withTenant(scope, (tx) => historyPage(tx, query)),
    create: (scope, decision) =>
      asAppErrors(
        scope,
        db.withTenant(scope, (tx) => insert(tx, decision)),
      ),
    update: (scope, id, decide) =>
      asAppErrors(
        scope,
        db.withTenant(scope, (tx) => updateRecord(tx, table, id, decide)),
      ),
    used: (scope) => db.withTenant(scope, keptCount),
  };
}

const table: RecordTable<ContactState, ContactDecision> = {
  notFound: 'CRM_CONTACT_NOT_FOUND',
  async lock(tx, id) {
    const row = await contactRows(tx).where('contacts.id', '=', id).forUpdate().executeTakeFirst();
    return row && contactState(row);
  },
  resolve: withCompany,
  save: (tx, { id, createdAt: _, companyName: __, ...fields }, decision) =>
    Promise.all([
      tx.kysely
        .updateTable('contacts')
        .set({ ...fields, tags: [...fields.tags] })
        .where('id', '=', id)
        .execute(),
      keepHistory(tx, decision),
      // What comes back was counted before: only a new contact can be one too many.
      count(tx, decision, null),
    ]),
};

async function insert(tx: CrmTx, decision: ContactDecision): Promise<Contact> {
  const next = await withCompany(tx, decision, undefined);
  const { companyName: _, ...fields } = next;
  const row = { ...fields, organizationId: tx.scope.organizationId, tags: [...fields.tags] };
  await tx.lastly(() =>
    Promise.all([
      tx.kysely.insertInto('contacts').values(row).execute(),
      appendEvents(tx, decision.events),
      count(tx, decision, tx.scope.limits?.contacts ?? null),
    ]),
  );
  return next;
}

/** A company that is not changed is not asked for again: it may have been deleted since, and the contact keeps it. */
async function withCompany(tx: CrmTx, { next }: ContactDecision, before: ContactState | undefined): Promise<ContactState> {
  if (next.companyId === (before?.companyId ?? null)) return next;
  if (next.companyId === null) return { ...next, companyName: null };
  const company = await tx.kysely
    .selectFrom('companies')
    .select('name')
    .where('id', '=', next.companyId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  if (company === undefined) throw unknownReference('companyId');
  return { ...next, companyName: company.name };
}

/** Last of the unit's statements: the count's row is locked for the commit alone. */
async function count(tx: CrmTx, { liveDelta }: ContactDecision, allowed: number | null): Promise<void> {
  if (liveDelta === 0) return;
  await tx.sql('select add_contacts($1, $2, $3)', [tx.scope.organizationId, liveDelta, allowed]);
}

async function keptCount(tx: CrmTx): Promise<number> {
  const row = await tx.kysely
    .selectFrom('contactCounts')
    .select('count')
    .where('organizationId', '=', tx.scope.organizationId)
    .executeTakeFirst();
  return row?.count ?? 0;
}

async function getLive(tx: CrmTx, id: string): Promise<Contact> {
  const row = await contactRows(tx).where('contacts.id', '=', id).where('contacts.deletedAt', 'is', null).executeTakeFirst();
  if (row === undefined) throw new AppError('CRM_CONTACT_NOT_FOUND');
  return contactState(row);
}

/** The code add_contacts() raises. */
const limitReached = 'CRM01';

async function asAppErrors<T>(scope: Scope, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (isUniqueViolation(error, 'contacts_email_live_key')) throw new AppError('CRM_CONTACT_EMAIL_TAKEN', {}, { cause: error });
    if (isForeignKeyViolation(error, 'contacts_organization_id_company_id_fkey')) throw unknownReference('companyId');
    if (isLimit(error)) throw contactLimit(scope, Number(error.detail));
    throw error;
  });
}

const isLimit = (error: unknown): error is { detail: string } =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === limitReached;

function contactLimit({ limits, plan }: Scope, current: number): AppError {
  const liftedBy = plan === noPlan ? null : (liftingPlan('contacts', current) ?? null);
  return new AppError('PLAN_LIMIT_REACHED', {
    limit: 'contacts',
    current,
    allowed: limits?.contacts ?? null,
    plan: plan ?? null,
    liftedBy,
  });
}
