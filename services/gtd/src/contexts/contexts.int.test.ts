import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import {
  arrangeContexts,
  completeTask,
  contextCreated,
  createContext,
  createTask,
  getTask,
  listContexts,
} from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

describe('U28: contexts are the organization’s own', () => {
  const organization = async () => {
    const organizationId = newId();
    await created(organizationId, 'pl');
    const scope = gtd.scope({ organizationId, locale: 'pl' });
    const { items } = await gtd.call(listContexts, {}, scope);
    return { scope, items, find: (name: string) => items.find((one) => one.name === name)?.id ?? '' };
  };

  test('they are told in the reader’s language until renamed, in lists and on tasks', async () => {
    const { scope, items, find } = await organization();
    const english = { ...scope, locale: 'en' as const };
    const task = await gtd.call(createTask, { title: 'Call', contextId: find('@telefon') }, scope);
    expect((await gtd.call(listContexts, {}, english)).items[0]?.name).toBe('@calls');
    expect((await gtd.call(getTask, { taskId: task.id }, english)).contextName).toBe('@calls');
    const renamed = items.map(({ id, name }) => ({ id, name: name === '@telefon' ? '@komórka' : name }));
    await gtd.call(arrangeContexts, { items: renamed }, scope);
    expect((await gtd.call(listContexts, {}, english)).items.slice(0, 2).map(({ name }) => name)).toEqual(['@komórka', '@computer']);
    expect((await gtd.call(getTask, { taskId: task.id }, english)).contextName).toBe('@komórka');
  });

  test('two swap their names, a third is added and all are put in order', async () => {
    const { scope, find } = await organization();
    const { items } = await gtd.call(
      arrangeContexts,
      { items: [{ name: '@nowy' }, { id: find('@biuro'), name: '@dom' }, { id: find('@dom'), name: '@biuro' }] },
      scope,
    );
    expect(items.slice(0, 3).map(({ name, position }) => [name, position])).toEqual([
      ['@nowy', 0],
      ['@dom', 1],
      ['@biuro', 2],
    ]);
    expect((await gtd.call(listContexts, {}, scope)).items).toEqual(items);
  });

  test('one with actions goes only when it is said where they go; done ones count too', async () => {
    const { scope, items, find } = await organization();
    const [open, done] = [
      await gtd.call(createTask, { title: 'open', contextId: find('@dom') }, scope),
      await gtd.call(createTask, { title: 'done', contextId: find('@dom') }, scope),
    ];
    await gtd.call(completeTask, { taskId: done.id }, scope);
    const rest = items.filter(({ name }) => name !== '@dom').map(({ id, name }) => ({ id, name }));
    const remove = (removed: { id: string; moveTo?: string | null }) =>
      gtd.call(arrangeContexts, { items: rest, removed: [removed] }, scope);
    await expect(remove({ id: find('@dom') })).rejects.toMatchObject({ code: 'GTD_CONTEXT_IN_USE' });
    expect((await gtd.call(getTask, { taskId: open.id }, scope)).contextName).toBe('@dom');
    await remove({ id: find('@dom'), moveTo: find('@biuro') });
    for (const { id } of [open, done]) expect((await gtd.call(getTask, { taskId: id }, scope)).contextName).toBe('@biuro');
    await expect(remove({ id: find('@dom') })).rejects.toMatchObject({ code: 'GTD_CONTEXT_NOT_FOUND' });
  });

  test('another organization’s contexts are unknown', async () => {
    const [ours, theirs] = [await organization(), await organization()];
    await expect(gtd.call(arrangeContexts, { items: [{ id: theirs.find('@dom'), name: '@x' }] }, ours.scope)).rejects.toMatchObject({
      code: 'GTD_CONTEXT_NOT_FOUND',
    });
    expect((await gtd.call(listContexts, {}, theirs.scope)).items).toEqual(theirs.items);
  });
});
