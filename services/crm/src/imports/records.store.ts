import { newId } from '@crm-gtd/shared/ids.ts';
import { sql } from 'kysely';
import type { CrmTx } from '../db.ts';
import type { Created, Update } from './batch-plan.ts';
import type { CompanyState, ContactState } from './directory.ts';

/*
 * Many contacts and companies in one statement each: the rows travel as one JSON parameter. The recordset's columns carry the
 * names of the state's fields.
 */

/** Somebody saved one of the records between reading and writing: plan the batch again. */
export class BatchConflict extends Error {}

const contactColumns = sql`"id" uuid, "firstName" text, "lastName" text, "email" text, "emailShared" boolean, "phone" text, "jobTitle" text, "companyId" uuid,
  "street" text, "postalCode" text, "city" text, "notes" text, "tags" text[], "lastContactOn" date, "version" int`;
const companyColumns = sql`"id" uuid, "name" text, "nip" text, "domain" text, "website" text, "phone" text, "street" text, "postalCode" text, "city" text,
  "notes" text, "tags" text[], "version" int`;

export async function insertCompanies(tx: CrmTx, companies: readonly CompanyState[], now: Date): Promise<void> {
  if (companies.length === 0) return;
  await sql`
    insert into companies (id, organization_id, name, nip, domain, website, phone, street, postal_code, city, notes, tags, version,
      created_at, updated_at)
    select r."id", ${tx.scope.organizationId}::uuid, r."name", r."nip", r."domain", r."website", r."phone", r."street", r."postalCode", r."city",
      r."notes", r."tags", r."version", ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(companies)}::jsonb) as r(${companyColumns})`.execute(tx.kysely);
}

export async function updateCompanies(tx: CrmTx, companies: readonly CompanyState[], now: Date): Promise<void> {
  if (companies.length === 0) return;
  const { numAffectedRows } = await sql`
    update companies c
    set name = r."name", nip = r."nip", domain = r."domain", website = r."website", phone = r."phone", street = r."street",
      postal_code = r."postalCode", city = r."city", notes = r."notes", tags = r."tags", version = r."version", updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(companies)}::jsonb) as r(${companyColumns})
    where c.organization_id = ${tx.scope.organizationId} and c.id = r."id" and c.version = r."version" - 1 and c.deleted_at is null`.execute(
    tx.kysely,
  );
  if (Number(numAffectedRows) !== companies.length) throw new BatchConflict();
}

export async function insertContacts(tx: CrmTx, contacts: readonly ContactState[], now: Date): Promise<void> {
  if (contacts.length === 0) return;
  await sql`
    insert into contacts (id, organization_id, first_name, last_name, email, email_shared, phone, job_title, company_id,
      street, postal_code, city, notes, tags, last_contact_on, version, created_at, updated_at)
    select r."id", ${tx.scope.organizationId}::uuid, r."firstName", r."lastName", r."email", r."emailShared", r."phone", r."jobTitle", r."companyId",
      r."street", r."postalCode", r."city", r."notes", r."tags", r."lastContactOn", r."version", ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(contacts)}::jsonb) as r(${contactColumns})`.execute(tx.kysely);
}

export async function updateContacts(tx: CrmTx, contacts: readonly ContactState[], now: Date): Promise<void> {
  if (contacts.length === 0) return;
  const { numAffectedRows } = await sql`
    update contacts c
    set first_name = r."firstName", last_name = r."lastName", email = r."email", phone = r."phone", job_title = r."jobTitle",
      company_id = r."companyId", street = r."street", postal_code = r."postalCode", city = r."city", notes = r."notes", tags = r."tags",
      last_contact_on = r."lastContactOn", version = r."version", updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(contacts)}::jsonb) as r(${contactColumns})
    where c.organization_id = ${tx.scope.organizationId} and c.id = r."id" and c.version = r."version" - 1 and c.deleted_at is null`.execute(
    tx.kysely,
  );
  if (Number(numAffectedRows) !== contacts.length) throw new BatchConflict();
}

/** Soft, like everywhere; `crm.contact.restored` is a user's way back. */
export async function softDelete(tx: CrmTx, table: 'contacts' | 'companies', ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.kysely
    .updateTable(table)
    .set((eb) => ({ deletedAt: now, updatedAt: now, version: eb('version', '+', 1) }))
    .where('organizationId', '=', tx.scope.organizationId)
    .where('id', 'in', [...ids])
    .where('deletedAt', 'is', null)
    .execute();
}

/** Before and after of every changed field, as the contact's own page writes them. */
export async function insertHistory(tx: CrmTx, updates: readonly Update<ContactState>[], now: Date): Promise<void> {
  const changes = updates.flatMap(({ before, after, changedFields, eventId }) =>
    changedFields.map((field) => ({
      id: newId(),
      contactId: after.id,
      eventId,
      field,
      before: before[field] ?? null,
      after: after[field] ?? null,
    })),
  );
  if (changes.length === 0) return;
  await sql`
    insert into contact_changes (id, organization_id, contact_id, event_id, actor_id, field, before, after, time)
    select r."id", ${tx.scope.organizationId}::uuid, r."contactId", r."eventId", ${tx.scope.actorId}, r."field", r."before", r."after", ${now}
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
      as r("id" uuid, "contactId" uuid, "eventId" uuid, "field" text, "before" jsonb, "after" jsonb)`.execute(tx.kysely);
}

/** The last statement of its unit: its lock stops others who create contacts. */
export async function addToContactCount(tx: CrmTx, amount: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    insert into contact_counts as c (organization_id, count) values (${tx.scope.organizationId}, greatest(${amount}::int, 0))
    on conflict (organization_id) do update set count = c.count + ${amount}::int returning c.count`.execute(tx.kysely);
  return rows[0]?.count ?? 0;
}

type Change = Readonly<{
  kind: 'contact' | 'company';
  entityId: string;
  action: 'created' | 'updated';
  before: object;
  versionAfter: number;
}>;

const createdChanges = (kind: Change['kind'], created: readonly Created<{ readonly id: string }>[]): Change[] =>
  created.map(({ state }) => ({ kind, entityId: state.id, action: 'created', before: {}, versionAfter: 1 }));

const updatedChanges = <S extends { readonly id: string; readonly version: number }>(
  kind: Change['kind'],
  updated: readonly Update<S>[],
): Change[] => updated.map(({ before, after }) => ({ kind, entityId: after.id, action: 'updated', before, versionAfter: after.version }));

export type Changes = Readonly<{
  contactsCreated: readonly Created<ContactState>[];
  contactsUpdated: readonly Update<ContactState>[];
  companiesCreated: readonly Created<CompanyState>[];
  companiesUpdated: readonly Update<CompanyState>[];
}>;

/**
 * What undo will need. A record this import touched before keeps the oldest `before`; its version moves on only when nobody
 * else touched it in between, so that undo still sees his edit. The import counts each record once, so that undo's numbers add up.
 */
export async function insertChanges(tx: CrmTx, importId: string, plan: Changes): Promise<void> {
  const changes = [
    ...createdChanges('contact', plan.contactsCreated),
    ...updatedChanges('contact', plan.contactsUpdated),
    ...createdChanges('company', plan.companiesCreated),
    ...updatedChanges('company', plan.companiesUpdated),
  ];
  if (changes.length === 0) return;
  await sql`
    with told as (
      insert into import_changes as known (organization_id, import_id, kind, entity_id, action, before, version_after)
      select ${tx.scope.organizationId}::uuid, ${importId}::uuid, r."kind", r."entityId", r."action", r."before", r."versionAfter"
      from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
        as r("kind" text, "entityId" uuid, "action" text, "before" jsonb, "versionAfter" int)
      on conflict (organization_id, import_id, kind, entity_id) do update
      set before = excluded.before || known.before,
          version_after = case when known.version_after = excluded.version_after - 1 then excluded.version_after else known.version_after end
      returning kind, action, xmax = 0 as first
    ), tally as (
      select count(*) filter (where kind = 'contact' and action = 'created') as contacts_created,
        count(*) filter (where kind = 'contact' and action = 'updated') as contacts_updated,
        count(*) filter (where kind = 'company' and action = 'created') as companies_created,
        count(*) filter (where kind = 'company' and action = 'updated') as companies_updated
      from told where first
    )
    update imports i set contacts_created = i.contacts_created + tally.contacts_created, contacts_updated = i.contacts_updated + tally.contacts_updated,
      companies_created = i.companies_created + tally.companies_created, companies_updated = i.companies_updated + tally.companies_updated
    from tally where i.organization_id = ${tx.scope.organizationId} and i.id = ${importId}`.execute(tx.kysely);
}
