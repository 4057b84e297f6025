import { isUniqueViolation } from '@crm-gtd/shared/database/database-faults.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { sql } from 'kysely';
import type { CrmDb, CrmTx } from '../db.ts';
import { type BatchPlan, type NumberedRow, planBatch, type RowResult } from './batch-plan.ts';
import { phoneKey } from './cell-values.ts';
import { type CompanyState, type ContactState, createDirectory, type Directory, personName } from './directory.ts';
import { advance, type ImportState } from './import.ts';
import { type Claim, holdImport } from './import-work.store.ts';
import { saveImport } from './imports.store.ts';
import { nameKey } from './name-key.ts';
import {
  addToContactCount,
  BatchConflict,
  insertChanges,
  insertCompanies,
  insertContacts,
  insertHistory,
  updateCompanies,
  updateContacts,
} from './records.store.ts';
import type { ContactDraft, RowDraft } from './row.ts';

export type BatchesStore = Readonly<{
  /**
   * Contacts, companies, history, events, row results and the checkpoint, all or nothing. Undefined when the import is not this
   * worker's any more, or somebody already did these rows: the caller stops.
   */
  commit(claim: Claim, rows: readonly NumberedRow[], now: Date): Promise<ImportState | undefined>;
}>;

const planAgain = 5;

export function batchesStore(db: CrmDb): BatchesStore {
  return {
    commit: async (claim, rows, now) => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await db.withTenant(claim.scope, (tx) => commit(tx, claim, rows, now));
        } catch (error) {
          // Another request created the same contact or company, edited one of them, or took the last place of the plan.
          if (attempt === planAgain || !(error instanceof BatchConflict || isUniqueViolation(error))) throw error;
        }
      }
    },
  };
}

async function commit(tx: CrmTx, claim: Claim, rows: readonly NumberedRow[], now: Date): Promise<ImportState | undefined> {
  const [state] = await Promise.all([holdImport(tx, claim), planByKey(tx)]);
  if (state?.status !== 'running' || state.progress.done + 1 !== rows[0]?.rowNumber) return undefined;
  const limit = tx.scope.limits?.['contacts'] ?? null;
  const [directory, count] = await Promise.all([loadDirectory(tx, state.id, draftsOf(rows)), contactCount(tx)]);
  const room = limit === null ? null : Math.max(limit - count, 0);
  const plan = planBatch({ importId: state.id, rows, directory, policy: state.duplicates ?? 'skip', room });
  const [saved] = await Promise.all([write(tx, state, plan, now), withinLimit(tx, plan.contactsCreated.length, limit)]);
  return saved;
}

/**
 * The tables grow from nothing to thousands of rows within one import, faster than anybody counts them: a plan kept from the
 * first batches, or made for tables believed empty, reads them whole. Everything a batch looks for, it looks for by key.
 */
const planByKey = (tx: CrmTx): Promise<unknown> =>
  sql`select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_seqscan', 'off', true)`.execute(tx.kysely);

async function write(tx: CrmTx, state: ImportState, plan: BatchPlan, now: Date): Promise<ImportState> {
  const [saved] = await Promise.all([
    saveImport(tx, advance(state, plan.counts, plan.warned, now)),
    insertCompanies(
      tx,
      plan.companiesCreated.map((company) => company.state),
      now,
    ),
    updateCompanies(
      tx,
      plan.companiesUpdated.map(({ after }) => after),
      now,
    ),
    insertContacts(
      tx,
      plan.contactsCreated.map((contact) => contact.state),
      now,
    ),
    updateContacts(
      tx,
      plan.contactsUpdated.map(({ after }) => after),
      now,
    ),
    insertHistory(tx, plan.contactsUpdated, now),
    insertChanges(tx, state.id, plan),
    insertRows(tx, state.id, plan.rows),
    appendEvents(tx, plan.events),
  ]);
  return saved;
}

async function withinLimit(tx: CrmTx, created: number, limit: number | null): Promise<void> {
  if (created === 0) return;
  const count = await addToContactCount(tx, created);
  if (limit !== null && count > limit) throw new BatchConflict();
}

async function insertRows(tx: CrmTx, importId: string, rows: readonly RowResult[]): Promise<void> {
  await sql`
    insert into import_rows (organization_id, import_id, row_number, line, outcome, faults, warnings, contact_id)
    select ${tx.scope.organizationId}::uuid, ${importId}::uuid, r."rowNumber", r."line", r."outcome", nullif(r."faults", 'null'::jsonb),
      nullif(r."warnings", 'null'::jsonb), r."contactId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r("rowNumber" int, "line" int, "outcome" text, "faults" jsonb, "warnings" jsonb, "contactId" uuid)`.execute(tx.kysely);
}

const draftsOf = (rows: readonly NumberedRow[]): RowDraft[] => rows.flatMap(({ parsed }) => (parsed.ok ? [parsed.draft] : []));

async function contactCount(tx: CrmTx): Promise<number> {
  const row = await tx.kysely
    .selectFrom('contactCounts')
    .select('count')
    .where('organizationId', '=', tx.scope.organizationId)
    .executeTakeFirst();
  return row?.count ?? 0;
}

const distinct = (values: readonly (string | null | undefined)[]): string[] =>
  [...new Set(values.filter((value) => value !== null && value !== undefined && value !== ''))] as string[];

/** Everything the batch's rows may be duplicates of, and no more. The oldest comes first and wins. */
async function loadDirectory(tx: CrmTx, importId: string, drafts: readonly RowDraft[]): Promise<Directory> {
  const people = drafts.flatMap(({ contact }) => (contact === null ? [] : [contact]));
  const [companies, byEmail, byPerson] = await Promise.all([
    companiesLike(tx, importId, drafts),
    contactsByEmail(tx, distinct(people.map(({ email }) => email))),
    contactsByPerson(
      tx,
      people.filter(({ email }) => email === null),
    ),
  ]);
  const directory = createDirectory();
  for (const { ours, ...company } of companies) directory.addCompany({ stored: company, state: company, ours });
  const unique = new Map([...byEmail, ...byPerson].map((contact) => [contact.id, contact]));
  for (const contact of unique.values()) directory.addContact({ stored: contact, state: contact });
  return directory;
}

async function companiesLike(tx: CrmTx, importId: string, drafts: readonly RowDraft[]): Promise<(CompanyState & { ours: boolean })[]> {
  const companies = drafts.flatMap(({ company }) => (company === null ? [] : [company]));
  const nips = distinct(companies.map(({ nip }) => nip));
  const domains = distinct(companies.map(({ domain }) => domain));
  const names = distinct(companies.map(({ name }) => nameKey(name ?? '')));
  if (nips.length + domains.length + names.length === 0) return [];
  const { organizationId } = tx.scope;
  const { rows } = await sql<CompanyState & { ours: boolean }>`
    with found as (
      select c.id from unnest(${nips}::text[]) as given(nip) join companies c using (nip)
        where c.organization_id = ${organizationId} and c.deleted_at is null
      union select c.id from unnest(${domains}::text[]) as given(domain) join companies c using (domain)
        where c.organization_id = ${organizationId} and c.deleted_at is null
      union select c.id from unnest(${names}::text[]) as given(import_key) join companies c using (import_key)
        where c.organization_id = ${organizationId} and c.deleted_at is null
    )
    select c.id, c.name, c.nip, c.domain, c.website, c.phone, c.street, c.postal_code, c.city, c.notes, c.tags, c.version, coalesce(change.version_after = c.version, false) as ours
    from found join companies c on c.organization_id = ${organizationId} and c.id = found.id
    left join import_changes change on change.organization_id = c.organization_id and change.import_id = ${importId}
      and change.kind = 'company' and change.entity_id = c.id and change.action = 'created'
    order by c.created_at, c.id`.execute(tx.kysely);
  return rows;
}

const contactColumns = sql`c.id, c.first_name, c.last_name, c.email, c.email_shared, c.phone, c.job_title, c.company_id, c.street, c.postal_code, c.city,
  c.notes, c.tags, c.last_contact_on, c.version`;

async function contactsByEmail(tx: CrmTx, emails: readonly string[]): Promise<ContactState[]> {
  if (emails.length === 0) return [];
  const { organizationId } = tx.scope;
  const { rows } = await sql<ContactState>`
    select ${contactColumns} from contacts c
    where c.organization_id = ${organizationId} and c.email = any(${emails}::text[]) and c.deleted_at is null and not c.email_shared
    union all
    select ${contactColumns} from contacts c
    where c.organization_id = ${organizationId} and c.email = any(${emails}::text[]) and c.deleted_at is null and c.email_shared
    order by email_shared, id`.execute(tx.kysely);
  return rows;
}

/** Same name and same phone, or none; whether the company is the same too, the plan finds out. */
async function contactsByPerson(tx: CrmTx, drafts: readonly ContactDraft[]): Promise<ContactState[]> {
  if (drafts.length === 0) return [];
  const people = drafts.map((contact) => ({ name: personName(contact), phone: phoneKey(contact.phone ?? '') }));
  const { rows } = await sql<ContactState>`
    with people as materialized (
      select distinct r."name" as name_key, r."phone" from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as r("name" text, "phone" text)
    )
    select distinct on (c.id) ${contactColumns}
    from people join contacts c on c.organization_id = ${tx.scope.organizationId} and c.deleted_at is null
      and c.name_key = people.name_key and right(coalesce(c.phone_digits, ''), 9) = people.phone
    order by c.id`.execute(tx.kysely);
  return rows;
}
