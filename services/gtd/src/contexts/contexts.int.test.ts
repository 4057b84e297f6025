import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { contextCreated, createContext, listContexts } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { gtdService } from '../service.ts';

let gtd: TestService<DB>;
beforeAll(async () => {
  gtd = await startTestService(gtdService);
});
afterAll(async () => gtd[Symbol.asyncDispose]());

const names = async (organizationId: string) =>
  (await gtd.call(listContexts, {}, gtd.scope({ organizationId }))).items.map(({ name }) => name);
const created = (organizationId: string, locale: 'pl' | 'en') =>
  gtd.deliver(organizationCreated, { organizationId, ownerId: newId(), locale }, { organizationId });

test('a new organization gets its contexts once, however often it is told', async () => {
  const organizationId = newId();
  const envelope = await created(organizationId, 'pl');
  const expected = ['@telefon', '@komputer', '@biuro', '@miasto', '@rozmowy', '@dom'];
  expect(await names(organizationId)).toEqual(expected);

  await gtd.redeliver(envelope);
  await gtd.deliver(organizationCreated, { organizationId, ownerId: newId(), locale: 'en' }, { organizationId, sequence: 2 });
  expect(await names(organizationId)).toEqual(expected);
  expect((await gtd.outbox(contextCreated)).filter((event) => event.scope.organizationId === organizationId)).toHaveLength(expected.length);
});

test('a name taken by hand before stays as it is', async () => {
  const organizationId = newId();
  const scope = gtd.scope({ organizationId });
  const own = await gtd.call(createContext, { name: '@calls', icon: 'bell' }, scope);
  await created(organizationId, 'en');
  const { items } = await gtd.call(listContexts, {}, scope);
  expect(items.filter(({ name }) => name === '@calls')).toEqual([own]);
  expect(items).toHaveLength(6);
});

test('names are unique within an organization, not between them', async () => {
  await gtd.call(createContext, { name: '@garage' });
  await expect(gtd.call(createContext, { name: '@garage' })).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    details: { errors: [expect.objectContaining({ path: 'name', code: 'taken' })] },
  });
  await expect(gtd.call(createContext, { name: '@garage' }, gtd.scope({ organizationId: newId() }))).resolves.toMatchObject({
    name: '@garage',
    position: 0,
  });
});
