import { randomBytes } from 'node:crypto';
import { withConnection } from '@crm-gtd/shared/database/admin-connection.ts';
import { migrationsOf } from '@crm-gtd/shared/database/migrate.ts';
import { provisionDatabase } from '@crm-gtd/shared/database/roles.ts';
import { roleUrl, urlFor } from '@crm-gtd/shared/database/urls.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { testRolePassword } from '@crm-gtd/shared/testing/role-password.ts';
import { testStack } from '@crm-gtd/shared/testing/test-stack.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { nameKey } from './imports/name-key.ts';

/** The last migration of the release before the one that has to live with this schema beside it. */
const lastOfBefore = '0005_polish_order';
const adminUrl = testStack().postgresAdminUrl;
const database = `test_upgrade_${randomBytes(6).toString('hex')}`;
const url = (kind: 'owner' | 'app'): string => roleUrl(adminUrl, database, 'crm', kind, () => testRolePassword);
const organizationId = newId();

const asOwner = async (names: readonly string[], between: (name: string) => Promise<unknown> = async () => undefined): Promise<void> => {
  for (const { name, sql } of migrationsOf('crm').filter((migration) => names.includes(migration.name))) {
    await withConnection(url('owner'), (owner) => owner.query(`set search_path = crm, extensions; ${sql}`));
    await between(name);
  }
};
const asAdmin = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
  withConnection(urlFor(adminUrl, { database }), async (admin) => {
    await admin.query('set search_path = crm, extensions');
    return (await admin.query(text, [...values])).rows as T[];
  });
/** A statement of the release before, as the service's own role. */
const asBefore = <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
  withConnection(url('app'), async (app) => {
    await app.query("select set_config('search_path', 'crm, extensions', false), set_config('app.org_id', $1, false)", [organizationId]);
    return (await app.query(text, [...values])).rows as T[];
  });

const firms = ['Müller GmbH', 'Möller GmbH', 'Škoda Auto', 'Żółw sp. z o.o.', 'Ромашка', '"Autoplast" S.A.'];
const earlyFirm = 'Założona przed importami';
const totals = `select (select count(*) from contacts) as contacts, (select count(*) from companies) as companies, (select count(*) from deals) as deals,
  (select sum(value_amount) from deals) as value, (select count(*) from stage_changes) as moves, (select sum(count) from contact_counts) as counted,
  (select count(*) from imports) as imports, (select sum(created + updated + skipped + failed) from imports) as rows,
  (select count(*) from import_rows) as results, (select string_agg(name, '|' order by id) from companies) as names,
  (select string_agg(concat_ws(' ', first_name, last_name, email), '|' order by id) from contacts) as people`;

const insertFirm = 'insert into companies (id, organization_id, name) values ($1, $2, $3)';

async function fill(): Promise<void> {
  const [pipeline, stage, importId] = [newId(), newId(), newId()];
  const firmIds = firms.map(() => newId());
  for (const [index, name] of firms.entries()) await asBefore(insertFirm, [firmIds[index], organizationId, name]);
  for (const index of firms.keys())
    await asBefore(
      'insert into contacts (id, organization_id, first_name, last_name, email, phone, company_id) values ($1, $2, $3, $4, $5, $6, $7)',
      [newId(), organizationId, 'Łukasz', `Żak ${index}`, `o${index}@x.pl`, '600100200', firmIds[index]],
    );
  await asBefore('insert into contact_counts (organization_id, count) values ($1, $2)', [organizationId, firms.length]);
  await asBefore('insert into pipelines (id, organization_id, name, is_default) values ($1, $2, $3, true)', [
    pipeline,
    organizationId,
    'Sprzedaż',
  ]);
  await asBefore('insert into stages (id, organization_id, pipeline_id, name, position, probability) values ($1, $2, $3, $4, 0, 10)', [
    stage,
    organizationId,
    pipeline,
    'Nowe',
  ]);
  for (const [index, company] of firmIds.entries())
    await asBefore(
      `insert into deals (id, organization_id, pipeline_id, stage_id, title, value_amount, currency, company_id, owner_id, stage_entered_at)
       values ($1, $2, $3, $4, $5, $6, 'PLN', $7, 'x', now())`,
      [newId(), organizationId, pipeline, stage, `Szansa ${index}`, 100_000 + index, company],
    );
  await insertImport(importId);
  await asBefore("insert into import_rows (organization_id, import_id, row_number, line, outcome) values ($1, $2, 1, 2, 'created')", [
    organizationId,
    importId,
  ]);
}

const insertImport = (id: string): Promise<object[]> =>
  asBefore(
    `insert into imports (id, organization_id, file_name, size_bytes, status, encoding, separator, has_header, columns, suggested_mapping,
       mapping, duplicates, row_count, done, created, updated, skipped, failed, version)
     values ($1, $2, 'a.csv', 10, 'finished', 'UTF-8', ';', true, '[]', '{}', '{}', 'update', 1, 1, 1, 0, 0, 0, 3)`,
    [id, organizationId],
  );

let before: object | undefined;
let after: object | undefined;
beforeAll(async () => {
  await provisionDatabase({ adminUrl, database, services: ['crm'], passwords: () => testRolePassword, connectionLimit: () => -1 });
  const all = migrationsOf('crm').map(({ name }) => name);
  const old = all.filter((name) => name <= lastOfBefore);
  await asOwner(old, async (name) => (name === '0002_sales' ? asBefore(insertFirm, [newId(), organizationId, earlyFirm]) : undefined));
  await fill();
  [before] = await asAdmin(totals);
  await asOwner(all.filter((name) => !old.includes(name)));
  [after] = await asAdmin(totals);
}, 120_000);
afterAll(() => withConnection(adminUrl, (admin) => admin.query(`drop database if exists "${database}" with (force)`)));

test('K2: a database of the release before keeps every row, count and sum', () => {
  expect(before).toMatchObject({ contacts: `${firms.length}`, companies: `${firms.length + 1}`, imports: '1' });
  expect(after).toEqual(before);
});

test('K2: companies are keyed anew, those too that the update of 0003_imports never reached', async () => {
  const rows = await asAdmin<{ name: string; importKey: string }>('select name, import_key as "importKey" from companies');
  expect(Object.fromEntries(rows.map(({ name, importKey }) => [name, importKey]))).toEqual(
    Object.fromEntries([...firms, earlyFirm].map((name) => [name, nameKey(name)])),
  );
  expect(await asAdmin("select from companies where name_sort = ''")).toEqual([]);
});

test('K2: no policy of a backfill is left, and no migration changes rows under row security without one', async () => {
  expect(await asAdmin("select policyname from pg_policies where policyname = 'backfill'")).toEqual([]);
  const plain = migrationsOf('crm').filter(({ sql }) => /^(UPDATE|DELETE FROM) /m.test(sql) && !sql.includes('CREATE POLICY "backfill"'));
  expect(plain.map(({ name }) => name)).toEqual(['0003_imports']);
});

test('K2: the release before still writes, reads and counts in the new schema', async () => {
  const [company, contact, importId] = [newId(), newId(), newId()];
  await asBefore(
    `insert into companies (id, organization_id, name, nip, domain, website, version, created_at, updated_at)
     select r."id", $1::uuid, r."name", r."nip", r."domain", r."website", 1, now(), now()
     from jsonb_to_recordset($2::jsonb) as r("id" uuid, "name" text, "nip" text, "domain" text, "website" text)`,
    [organizationId, JSON.stringify([{ id: company, name: '„Nowa” Straße', nip: '5261040828' }])],
  );
  await asBefore(
    'insert into contacts (id, organization_id, first_name, last_name, email, email_shared, company_id, tags) values ($1, $2, $3, $4, $5, false, $6, $7)',
    [contact, organizationId, 'Ewa', 'Kot', 'ewa@x.pl', company, ['vip']],
  );
  await asBefore('update companies set city = $2, version = version + 1 where id = $1', [company, 'Łódź']);
  await insertImport(importId);
  await asBefore("update imports set status = 'undoing', undo_removed = 0, undo_reverted = 0, undo_kept = 0 where id = $1", [importId]);
  await asBefore(
    `insert into import_changes (organization_id, import_id, kind, entity_id, action, before, version_after)
     values ($1, $2, 'contact', $3, 'created', '{}', 1)`,
    [organizationId, importId, contact],
  );
  const [found] = await asBefore('select import_key, name_sort, version from companies where id = $1', [company]);
  expect(found).toEqual({ import_key: nameKey('„Nowa” Straße'), name_sort: 'Nowa” Straße', version: 2 });
  expect(await asBefore("select id from contacts where email = 'ewa@x.pl' and deleted_at is null")).toEqual([{ id: contact }]);
});
