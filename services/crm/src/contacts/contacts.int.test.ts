import { readFileSync } from 'node:fs';
import { createCompany, deleteCompany, updateCompany } from '@crm-gtd/shared/contracts/crm/companies.ts';
import {
  contactCreated,
  contactHistory,
  contactsUsed,
  contactUpdated,
  createContact,
  deleteContact,
  getContact,
  listContacts,
  restoreContact,
  updateContact,
} from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { listTags } from '@crm-gtd/shared/contracts/crm/tags.ts';
import { withConnection } from '@crm-gtd/shared/database/admin-connection.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { crmService } from '../service.ts';

let crm: TestService<DB>;
beforeAll(async () => {
  crm = await startTestService(crmService);
});
afterAll(() => crm[Symbol.asyncDispose]());

const tenant = (overrides: Partial<Scope> = {}): Scope => crm.scope({ organizationId: newId(), ...overrides });
const found = async (scope: Scope, query: Parameters<typeof crm.call<typeof listContacts>>[1]): Promise<string[]> =>
  (await crm.call(listContacts, query, scope)).items.map(({ lastName }) => lastName);

test('a contact is created with its company’s name, changed under its version, and told without personal data', async () => {
  const scope = tenant();
  const company = await crm.call(createCompany, { name: 'Żabka' }, scope);
  const input = { firstName: 'Łucja', lastName: 'Źrebak', email: ' Lucja@Example.PL ', companyId: company.id, lastContactOn: '2026-11-20' };
  const made = await crm.call(createContact, input, scope);
  expect(made).toMatchObject({ email: 'lucja@example.pl', companyName: 'Żabka', lastContactOn: '2026-11-20', version: 1 });
  expect(await crm.call(getContact, { contactId: made.id }, scope)).toEqual(made);
  const changed = await crm.call(updateContact, { contactId: made.id, companyId: null, phone: '601 234 567', expectedVersion: 1 }, scope);
  expect(changed).toMatchObject({ companyId: null, companyName: null, version: 2 });
  await expect(crm.call(updateContact, { contactId: made.id, phone: null, expectedVersion: 1 }, scope)).rejects.toMatchObject({
    code: 'VERSION_STALE',
  });
  const told = [...(await crm.outbox(contactCreated)), ...(await crm.outbox(contactUpdated))].filter(
    ({ data }) => data.contactId === made.id,
  );
  expect(told).toMatchObject([{ data: { companyId: company.id } }, { data: { companyId: null, changedFields: ['phone', 'companyId'] } }]);
  expect(JSON.stringify(told)).not.toMatch(/ucja|rebak|601 ?234 ?567/);
});

test('before and after of changed fields are in the history, newest first, under the event’s id', async () => {
  const scope = tenant();
  const { id: contactId } = await crm.call(createContact, { lastName: 'Nowak', email: 'a@example.pl' }, scope);
  await crm.call(updateContact, { contactId, email: 'b@example.pl', tags: ['vip'] }, scope);
  await crm.call(updateContact, { contactId, lastName: 'Nowacka' }, scope);
  const { items } = await crm.call(contactHistory, { contactId }, scope);
  expect(items[0]).toMatchObject({ field: 'lastName', before: 'Nowak', after: 'Nowacka', actorId: scope.actorId });
  expect(items.map(({ field, before, after }) => [field, before, after])).toContainEqual(['tags', [], ['vip']]);
  expect(items.map(({ field, before, after }) => [field, before, after])).toContainEqual(['email', 'a@example.pl', 'b@example.pl']);
  const ids = (await crm.outbox(contactUpdated)).filter(({ data }) => data.contactId === contactId).map(({ envelope }) => envelope.id);
  expect(new Set(items.map(({ eventId }) => eventId))).toEqual(new Set(ids));
  const page = await crm.call(contactHistory, { contactId, limit: 1 }, scope);
  expect((await crm.call(contactHistory, { contactId, limit: 100, cursor: page.nextCursor ?? '' }, scope)).items).toHaveLength(2);
});

test('an e-mail is taken once per organization, among contacts that are not deleted', async () => {
  const [one, other] = [tenant(), tenant()];
  const first = await crm.call(createContact, { lastName: 'A', email: 'a@example.pl' }, one);
  await expect(crm.call(createContact, { lastName: 'B', email: 'A@example.PL' }, one)).rejects.toMatchObject({
    code: 'CRM_CONTACT_EMAIL_TAKEN',
  });
  await crm.call(createContact, { lastName: 'C', email: 'a@example.pl' }, other);
  await crm.call(deleteContact, { contactId: first.id }, one);
  const second = await crm.call(createContact, { lastName: 'B', email: 'a@example.pl' }, one);
  await expect(crm.call(restoreContact, { contactId: first.id }, one)).rejects.toMatchObject({ code: 'CRM_CONTACT_EMAIL_TAKEN' });
  const third = await crm.call(createContact, { lastName: 'D' }, one);
  await expect(crm.call(updateContact, { contactId: third.id, email: 'a@example.pl' }, one)).rejects.toMatchObject({
    code: 'CRM_CONTACT_EMAIL_TAKEN',
  });
  await crm.call(deleteContact, { contactId: second.id }, one);
  expect(await crm.call(restoreContact, { contactId: first.id }, one)).toMatchObject({ id: first.id, version: 3 });
});

test('a company of another organization, a deleted one and none at all are refused alike', async () => {
  const [one, other] = [tenant(), tenant()];
  const foreign = await crm.call(createCompany, { name: 'Cudza' }, other);
  const deleted = await crm.call(createCompany, { name: 'Dawna' }, one);
  await crm.call(deleteCompany, { companyId: deleted.id }, one);
  const { id: contactId } = await crm.call(createContact, { lastName: 'A' }, one);
  for (const companyId of [foreign.id, deleted.id, newId()]) {
    await expect(crm.call(createContact, { lastName: 'B', companyId }, one)).rejects.toMatchObject({ code: 'REFERENCE_UNKNOWN' });
    await expect(crm.call(updateContact, { contactId, companyId }, one)).rejects.toMatchObject({ code: 'REFERENCE_UNKNOWN' });
  }
  expect(await found(one, {})).toEqual(['A']);
});

test('another organization’s contact is not found, and stays as it was', async () => {
  const [one, other] = [tenant(), tenant()];
  const { id: contactId } = await crm.call(createContact, { lastName: 'Nasza' }, one);
  const notFound = { code: 'CRM_CONTACT_NOT_FOUND' };
  await expect(crm.call(getContact, { contactId }, other)).rejects.toMatchObject(notFound);
  await expect(crm.call(updateContact, { contactId, lastName: 'Moja' }, other)).rejects.toMatchObject(notFound);
  await expect(crm.call(deleteContact, { contactId }, other)).rejects.toMatchObject(notFound);
  await expect(crm.call(restoreContact, { contactId }, other)).rejects.toMatchObject(notFound);
  await expect(crm.call(contactHistory, { contactId }, other)).rejects.toMatchObject(notFound);
  expect(await crm.call(getContact, { contactId }, one)).toMatchObject({ lastName: 'Nasza', version: 1 });
});

describe('search', () => {
  test('finds by the beginnings of name, e-mail, phone and company, whatever the diacritics', async () => {
    const scope = tenant();
    const company = await crm.call(createCompany, { name: 'Młyn Śląski', domain: 'mlyn.example' }, scope);
    await crm.call(createContact, { firstName: 'Łukasz', lastName: 'Wójcik', email: 'lw@poczta.example', phone: '+48 601-234-567' }, scope);
    await crm.call(createContact, { firstName: 'Anna', lastName: 'Lis', companyId: company.id }, scope);
    expect(await found(scope, { q: 'lukasz' })).toEqual(['Wójcik']);
    expect(await found(scope, { q: 'WÓJC łuk' })).toEqual(['Wójcik']);
    expect(await found(scope, { q: 'lw@poczta' })).toEqual(['Wójcik']);
    for (const q of ['601234567', '601 234 567', '+48601234567', '0048 601234567', '601-23'])
      expect(await found(scope, { q })).toEqual(['Wójcik']);
    for (const q of ['mlyn', 'slas lis', 'mlyn.example']) expect(await found(scope, { q })).toEqual(['Lis']);
    expect(await found(scope, { q: 'l' })).toEqual(['Lis', 'Wójcik']);
    expect(await found(scope, { q: 'lukasz mlyn' })).toEqual([]);
    for (const q of ['%', '_', "'", '-']) expect([q, await found(scope, { q })]).toEqual([q, []]);
  });

  test('follows a company’s new name, and forgets deleted contacts', async () => {
    const scope = tenant();
    const company = await crm.call(createCompany, { name: 'Stara' }, scope);
    const { id: contactId } = await crm.call(createContact, { lastName: 'Lis', companyId: company.id }, scope);
    await crm.call(updateCompany, { companyId: company.id, name: 'Nowa' }, scope);
    expect(await found(scope, { q: 'stara' })).toEqual([]);
    expect(await found(scope, { q: 'nowa' })).toEqual(['Lis']);
    await crm.call(deleteContact, { contactId }, scope);
    expect(await found(scope, { q: 'nowa' })).toEqual([]);
  });

  test('finds words that thousands of contacts have, alone, together and with rare ones', async () => {
    const scope = tenant();
    const company = await crm.call(createCompany, { name: 'Hurtownia' }, scope);
    await crm.ownerSql(
      `insert into contacts (id, organization_id, first_name, last_name, company_id)
       select gen_random_uuid(), $1, case when n % 2 = 0 then 'Parzysta' else 'Nieparzysta' end, 'Osoba ' || lpad(n::text, 4, '0'), case when n > 1 then $2::uuid end
       from generate_series(1, 4100) n`,
      [scope.organizationId, company.id],
    );
    expect(await found(scope, { q: 'osoba', limit: 2 })).toEqual(['Osoba 0001', 'Osoba 0002']);
    expect(await found(scope, { q: 'hurtownia', limit: 2 })).toEqual(['Osoba 0002', 'Osoba 0003']);
    expect(await found(scope, { q: 'osoba parzysta', limit: 2, sort: '-lastName' })).toEqual(['Osoba 4100', 'Osoba 4098']);
    expect(await found(scope, { q: 'osoba hurt parz', limit: 1 })).toEqual(['Osoba 0002']);
    expect(await found(scope, { q: 'osoba 0007' })).toEqual(['Osoba 0007']);
    expect(await found(scope, { q: 'parzysta nieparzysta' })).toEqual([]);
    const first = await crm.call(listContacts, { q: 'osoba', limit: 100 }, scope);
    expect(await found(scope, { q: 'osoba', limit: 1, cursor: first.nextCursor ?? '' })).toEqual(['Osoba 0101']);
  });

  test('U15: finds what the row shows, a phone by its beginning however it is written', async () => {
    const scope = tenant();
    const phones = { Polak: '0048616815793', Drugi: '+48 600 100 200, 601-000-111', Niemiec: '+49 30 1234567', Dawny: '(022) 555-12-34' };
    for (const [lastName, phone] of Object.entries(phones)) await crm.call(createContact, { lastName, phone }, scope);
    await crm.call(createContact, { lastName: 'Lis', city: 'Łódź', jobTitle: 'Prezes zarządu', tags: ['Targi 2026', 'VIP'] }, scope);
    const cases = { Łódź: 'Lis', lodz: 'Lis', Prezes: 'Lis', targi: 'Lis', '2026': 'Lis', 'vip zarz': 'Lis' };
    for (const [q, lastName] of Object.entries(cases)) expect([q, await found(scope, { q })]).toEqual([q, [lastName]]);
    const numbers = {
      '0048616': 'Polak',
      '+48 61 681': 'Polak',
      '616815793': 'Polak',
      '061 681': 'Polak',
      '6010': 'Drugi',
      '+48600100200': 'Drugi',
      '004930': 'Niemiec',
      '+49 30': 'Niemiec',
      '22 555 12': 'Dawny',
    };
    for (const [q, lastName] of Object.entries(numbers)) expect([q, await found(scope, { q })]).toEqual([q, [lastName]]);
    await crm.call(
      updateContact,
      { contactId: (await crm.call(listContacts, { q: 'Lis' }, scope)).items[0]?.id ?? '', city: 'Kraków' },
      scope,
    );
    expect([await found(scope, { q: 'Łódź' }), await found(scope, { q: 'krak' })]).toEqual([[], ['Lis']]);
  });

  test('U15, K8: tags and texts are filtered whatever their letter case and accents, and tags in use are told', async () => {
    const scope = tenant();
    await crm.call(createContact, { lastName: 'Lis', city: 'Łódź', email: 'jan@żółw.pl', tags: ['VIP', 'targi 2026'] }, scope);
    await crm.call(createContact, { lastName: 'Sowa', city: 'Łódź'.normalize('NFD'), tags: ['vip ', 'Żona'] }, scope);
    const gone = await crm.call(createContact, { lastName: 'Dzik', tags: ['targi 1999'] }, scope);
    await crm.call(deleteContact, { contactId: gone.id }, scope);
    const by = (field: string, op: string, value: unknown) => found(scope, { filter: JSON.stringify({ field, op, value }) });
    expect(await by('city', 'eq', 'łódź')).toEqual(['Lis', 'Sowa']);
    expect(await by('city', 'in', ['LODZ'])).toEqual(['Lis', 'Sowa']);
    expect(await by('city', 'ne', 'lodz')).toEqual([]);
    expect(await by('email', 'eq', 'JAN@xn--w-uga1v8h.pl')).toEqual(['Lis']);
    expect(await by('tags', 'contains', 'vip')).toEqual(['Lis', 'Sowa']);
    expect(await by('tags', 'startsWith', 'Targi')).toEqual(['Lis']);
    expect(await by('tags', 'eq', 'targi')).toEqual([]);
    expect(await by('tags', 'notIn', ['zona'])).toEqual(['Lis']);
    const tagsOf = async (q?: string, as = scope) =>
      (await crm.call(listTags, q === undefined ? {} : { q }, as)).items.map(({ tag }) => tag);
    expect([await tagsOf(), await tagsOf('TAR'), await tagsOf('zo'), await tagsOf('%')]).toEqual([
      ['targi 2026', expect.stringMatching(/^vip$/i), 'Żona'],
      ['targi 2026'],
      ['Żona'],
      [],
    ]);
    expect(await tagsOf(undefined, tenant())).toEqual([]);
  });

  test('keeps to its organization', async () => {
    await crm.call(createContact, { lastName: 'Tajemniczy' }, tenant());
    expect(await found(tenant(), { q: 'tajemniczy' })).toEqual([]);
  });

  test('sorts and filters', async () => {
    const scope = tenant();
    const company = await crm.call(createCompany, { name: 'X' }, scope);
    await crm.call(createContact, { lastName: 'Żak', tags: ['vip'], lastContactOn: '2026-01-02' }, scope);
    await crm.call(createContact, { lastName: 'Łoś', companyId: company.id, lastContactOn: '2026-01-01' }, scope);
    await crm.call(createContact, { lastName: 'lis' }, scope);
    expect(await found(scope, {})).toEqual(['lis', 'Łoś', 'Żak']);
    expect(await found(scope, { sort: 'lastContactOn' })).toEqual(['Łoś', 'Żak', 'lis']);
    expect(await found(scope, { sort: '-createdAt', limit: 1 })).toEqual(['lis']);
    expect(await found(scope, { companyId: company.id })).toEqual(['Łoś']);
    expect(await found(scope, { filter: JSON.stringify({ field: 'tags', op: 'contains', value: 'vip' }) })).toEqual(['Żak']);
  });
});

describe('the plan’s limit on contacts', () => {
  const limited = (organizationId = newId()): Scope => tenant({ organizationId, limits: { contacts: 2 }, plan: 'STARTER' });

  test('is enforced where contacts are created, and names the plan that lifts it', async () => {
    const scope = limited();
    const first = await crm.call(createContact, { lastName: 'A' }, scope);
    await crm.call(createContact, { lastName: 'B' }, scope);
    const refused = { code: 'PLAN_LIMIT_REACHED', details: { limit: 'contacts', current: 2, allowed: 2, plan: 'STARTER' } };
    await expect(crm.call(createContact, { lastName: 'C' }, scope)).rejects.toMatchObject(refused);
    await crm.call(deleteContact, { contactId: first.id }, scope);
    await crm.call(createContact, { lastName: 'C' }, scope);
    await expect(crm.call(createContact, { lastName: 'D' }, scope)).rejects.toMatchObject(refused);
    expect(await found(scope, {})).toEqual(['B', 'C']);
  });

  test('U2: never stands in the way of what is brought back, and counts it', async () => {
    const organizationId = newId();
    const roomy = tenant({ organizationId, limits: { contacts: null } });
    const [first] = [await crm.call(createContact, { lastName: 'A' }, roomy), await crm.call(createContact, { lastName: 'B' }, roomy)];
    await crm.call(createContact, { lastName: 'C' }, roomy);
    const scope = limited(organizationId);
    await crm.call(deleteContact, { contactId: first.id }, scope);
    expect(await crm.call(contactsUsed, {}, scope)).toEqual({ contacts: 2 });
    expect(await crm.call(restoreContact, { contactId: first.id }, scope)).toMatchObject({ id: first.id });
    expect(await crm.call(restoreContact, { contactId: first.id }, scope)).toMatchObject({ id: first.id });
    expect(await crm.call(contactsUsed, {}, scope)).toEqual({ contacts: 3 });
    await expect(crm.call(createContact, { lastName: 'D' }, scope)).rejects.toMatchObject({ details: { current: 3, allowed: 2 } });
  });

  test('holds when many race for the last place, and refusals leave no event', async () => {
    const organizationId = newId();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => crm.call(createContact, { lastName: `Nr ${i}` }, limited(organizationId))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await found(limited(organizationId), {})).toHaveLength(2);
    const told = (await crm.outbox(contactCreated)).filter(({ scope }) => scope.organizationId === organizationId);
    expect(told).toHaveLength(2);
  });

  test('is no limit when the plan has none', async () => {
    const scope = tenant({ limits: { contacts: null } });
    for (const lastName of ['A', 'B', 'C']) await crm.call(createContact, { lastName }, scope);
    expect(await found(scope, {})).toHaveLength(3);
  });
});

test('K7: an e-mail is one address in all its forms', async () => {
  const scope = tenant();
  expect(await crm.call(createContact, { lastName: 'A', email: 'Jan@ŻÓŁW.pl' }, scope)).toMatchObject({ email: 'jan@żółw.pl' });
  await expect(crm.call(createContact, { lastName: 'B', email: 'jan@xn--w-uga1v8h.pl' }, scope)).rejects.toMatchObject({
    code: 'CRM_CONTACT_EMAIL_TAKEN',
  });
});

test('K7: addresses the release before kept in punycode get their letters, and are found by them', async () => {
  const scope = tenant();
  const { id } = await crm.call(createContact, { lastName: 'A', email: 'jan@example.pl' }, scope);
  await crm.ownerSql(`update contacts set email = 'jan@xn--w-uga1v8h.pl' where id = $1`, [id]);
  await migrate('0043_addresses');
  expect(await found(scope, { q: 'żółw' })).toEqual(['A']);
  await expect(crm.call(createContact, { lastName: 'B', email: 'jan@żółw.pl' }, scope)).rejects.toMatchObject({
    code: 'CRM_CONTACT_EMAIL_TAKEN',
  });
  expect(await crm.ownerSql("select from pg_policies where policyname = 'backfill'")).toEqual([]);
});

test('K8, U34: what was kept before a rule came is still read', async () => {
  const scope = tenant();
  await crm.ownerSql(
    `insert into contacts (id, organization_id, last_name, phone, tags) values ($1, $2, $3, 'abc telefon', '{vip,"",VIP}')`,
    [newId(), scope.organizationId, '\u200b'],
  );
  const { items } = await crm.call(listContacts, {}, scope);
  expect(items).toMatchObject([{ lastName: '\u200b', phone: 'abc telefon', tags: ['vip', '', 'VIP'] }]);
  await expect(crm.call(createContact, { lastName: '\u200b' }, scope)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
});

test('U15, K8: rows of the release before are found by all they show, when the migration comes, and by nothing they had', async () => {
  const [one, other] = [tenant(), tenant()];
  const made = await Promise.all(
    [one, other].map((scope) => crm.call(createContact, { lastName: 'Weiß', city: 'Łódź', tags: ['VIP'] }, scope)),
  );
  const [contactId] = made.map(({ id }) => id);
  await crm.ownerSql('delete from search_token where entity_id = any($1)', [made.map(({ id }) => id)]);
  await crm.ownerSql(`insert into search_token values ($1, 'contact', 'weis', $2)`, [one.organizationId, contactId]);
  await migrate('0042_findable');
  for (const scope of [one, other]) {
    for (const q of ['lodz', 'weiss', 'vip']) expect([q, await found(scope, { q })]).toEqual([q, ['Weiß']]);
    expect(await crm.ownerSql(`select from search_token where token = 'weis' and entity_id = $1`, [contactId])).toEqual([]);
  }
  expect(await crm.ownerSql("select from pg_policies where policyname = 'backfill'")).toEqual([]);
});

test('K8: names of the release before get the key they are compared by now, when the migration comes', async () => {
  const scope = tenant();
  await crm.ownerSql('alter table contacts disable trigger user');
  await crm.ownerSql(
    `insert into contacts (id, organization_id, last_name, name_sort, name_key) values (gen_random_uuid(), $1, 'Weiß', 'Weiß', 'weis')`,
    [scope.organizationId],
  );
  await crm.ownerSql('alter table contacts enable trigger user');
  await migrate('0041_folding');
  const keys = await crm.ownerSql('select name_key from contacts where organization_id = $1', [scope.organizationId]);
  expect(keys).toEqual([{ name_key: 'weiss' }]);
  expect(await crm.ownerSql("select from pg_policies where policyname = 'backfill'")).toEqual([]);
});

/** Once more, over what is there: as the schema's owner, whom row security binds. */
async function migrate(name: string): Promise<void> {
  const migration = readFileSync(new URL(`../../prisma/migrations/${name}/migration.sql`, import.meta.url), 'utf8');
  await withConnection(crm.database.ownerUrl, (owner) => owner.query(`set search_path = crm; begin; ${again(migration)}; commit`));
}

/** Functions are there already from the first time. */
const again = (migration: string): string => migration.replaceAll('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');
