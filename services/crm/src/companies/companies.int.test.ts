import {
  companyCreated,
  companyUpdated,
  createCompany,
  deleteCompany,
  getCompany,
  listCompanies,
  restoreCompany,
  updateCompany,
} from '@crm-gtd/shared/contracts/crm/companies.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { crmService } from '../service.ts';

let crm: TestService<DB>;
beforeAll(async () => {
  crm = await startTestService(crmService);
});
afterAll(() => crm[Symbol.asyncDispose]());

const tenant = (): Scope => crm.scope({ organizationId: newId() });
const names = async (scope: Scope, query: Parameters<typeof crm.call<typeof listCompanies>>[1]): Promise<string[]> =>
  (await crm.call(listCompanies, query, scope)).items.map(({ name }) => name);

test('a company is created with its event, read back and changed under its version', async () => {
  const scope = tenant();
  const made = await crm.call(createCompany, { name: 'Żółw sp. z o.o.', nip: 'PL5252445767', tags: ['klient'] }, scope);
  expect(await crm.call(getCompany, { companyId: made.id }, scope)).toEqual(made);
  const changed = await crm.call(updateCompany, { companyId: made.id, city: 'Łódź', expectedVersion: made.version }, scope);
  expect(changed).toMatchObject({ city: 'Łódź', version: 2, nip: '5252445767' });
  await expect(crm.call(updateCompany, { companyId: made.id, city: 'X', expectedVersion: 1 }, scope)).rejects.toMatchObject({
    code: 'VERSION_STALE',
    details: { current: { version: 2, city: 'Łódź' } },
  });
  const own = ({ scope: { organizationId } }: { scope: Scope }) => organizationId === scope.organizationId;
  expect((await crm.outbox(companyCreated)).filter(own)).toMatchObject([{ data: { companyId: made.id }, envelope: { sequence: 1 } }]);
  expect((await crm.outbox(companyUpdated)).filter(own)).toMatchObject([{ data: { changedFields: ['city'] }, envelope: { sequence: 2 } }]);
});

test('a NIP is taken once per organization, among companies that are not deleted', async () => {
  const [one, other] = [tenant(), tenant()];
  const first = await crm.call(createCompany, { name: 'Pierwsza', nip: '5252445767' }, one);
  await expect(crm.call(createCompany, { name: 'Druga', nip: '525-244-57-67' }, one)).rejects.toMatchObject({
    code: 'CRM_COMPANY_NIP_TAKEN',
  });
  await crm.call(createCompany, { name: 'Cudza', nip: '5252445767' }, other);
  await crm.call(deleteCompany, { companyId: first.id }, one);
  const second = await crm.call(createCompany, { name: 'Druga', nip: '5252445767' }, one);
  await expect(crm.call(restoreCompany, { companyId: first.id }, one)).rejects.toMatchObject({ code: 'CRM_COMPANY_NIP_TAKEN' });
  await crm.call(updateCompany, { companyId: second.id, nip: null }, one);
  expect(await crm.call(restoreCompany, { companyId: first.id }, one)).toMatchObject({ id: first.id, nip: '5252445767' });
});

test('another organization’s company is not found, and stays as it was', async () => {
  const [one, other] = [tenant(), tenant()];
  const { id: companyId } = await crm.call(createCompany, { name: 'Nasza' }, one);
  const notFound = { code: 'CRM_COMPANY_NOT_FOUND' };
  await expect(crm.call(getCompany, { companyId }, other)).rejects.toMatchObject(notFound);
  await expect(crm.call(updateCompany, { companyId, name: 'Moja' }, other)).rejects.toMatchObject(notFound);
  await expect(crm.call(deleteCompany, { companyId }, other)).rejects.toMatchObject(notFound);
  await expect(crm.call(restoreCompany, { companyId }, other)).rejects.toMatchObject(notFound);
  expect(await crm.call(getCompany, { companyId }, one)).toMatchObject({ name: 'Nasza', version: 1 });
  expect(await names(other, {})).toEqual([]);
});

test('search and sort take ł for l, and forget the deleted', async () => {
  const scope = tenant();
  const made = await Promise.all(
    ['Łoś', 'Lis', 'Żbik', 'lama'].map((name) => crm.call(createCompany, { name, city: name === 'Lis' ? 'Łomża' : null }, scope)),
  );
  expect(await names(scope, {})).toEqual(['lama', 'Lis', 'Łoś', 'Żbik']);
  expect(await names(scope, { sort: '-name' })).toEqual(['Żbik', 'Łoś', 'Lis', 'lama']);
  expect(await names(scope, { q: 'LO' })).toEqual(['Lis', 'Łoś']);
  expect(await names(scope, { q: 'los' })).toEqual(['Łoś']);
  await crm.call(deleteCompany, { companyId: made[0]?.id ?? '' }, scope);
  expect(await names(scope, { q: 'los' })).toEqual([]);
});

test('K8, U15: a query without a word finds nothing; NIP and phone are found by their beginnings, tags whatever their case', async () => {
  const scope = tenant();
  await crm.call(createCompany, { name: 'Alfa', nip: '526-104-08-28', phone: '+48 22 555 12 34', tags: ['Partner'] }, scope);
  await crm.call(createCompany, { name: 'Straße 5', city: 'Łódź' }, scope);
  for (const q of ['%', '_', "'", '-']) expect([q, await names(scope, { q })]).toEqual([q, []]);
  for (const q of ['526-104', 'PL 526 104', '022 555', '+48 22', '0048225', 'partner'])
    expect([q, await names(scope, { q })]).toEqual([q, ['Alfa']]);
  expect(await names(scope, { q: 'strasse 5' })).toEqual(['Straße 5']);
  const by = (field: string, op: string, value: unknown) => names(scope, { filter: JSON.stringify({ field, op, value }) });
  expect([await by('tags', 'eq', 'PARTNER'), await by('nip', 'eq', 'PL 526-104-08-28'), await by('name', 'eq', 'STRASSE 5')]).toEqual([
    ['Alfa'],
    ['Alfa'],
    ['Straße 5'],
  ]);
});

test('pages follow each other without gap or repetition', async () => {
  const scope = tenant();
  for (let i = 0; i < 5; i += 1) await crm.call(createCompany, { name: `Firma ${i}` }, scope);
  const first = await crm.call(listCompanies, { limit: 2 }, scope);
  const second = await crm.call(listCompanies, { limit: 2, cursor: first.nextCursor ?? '' }, scope);
  const third = await crm.call(listCompanies, { limit: 2, cursor: second.nextCursor ?? '' }, scope);
  expect([...first.items, ...second.items, ...third.items].map(({ name }) => name)).toEqual([0, 1, 2, 3, 4].map((i) => `Firma ${i}`));
  expect(third.nextCursor).toBeNull();
});

test('an unknown filter field is refused by name', async () => {
  const filter = JSON.stringify({ field: 'password', op: 'eq', value: 'x' });
  await expect(crm.call(listCompanies, { filter }, tenant())).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
});
