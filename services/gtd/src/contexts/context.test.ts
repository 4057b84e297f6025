import { expect, test } from '@jest/globals';
import { create, defaultContexts } from './context.ts';

const organization = '018f0000-0000-7000-8000-000000000001';
const other = '018f0000-0000-7000-8000-000000000002';

test('default contexts are the same each time and differ between organizations', () => {
  const ids = defaultContexts(organization, 'pl').map(({ id }) => id);
  expect(defaultContexts(organization, 'en').map(({ id }) => id)).toEqual(ids);
  expect(new Set([...ids, ...defaultContexts(other, 'pl').map(({ id }) => id)]).size).toBe(ids.length * 2);
});

test('they are named in the language of the organization', () => {
  expect(defaultContexts(organization, 'pl')[0]).toMatchObject({ name: '@telefon', icon: 'phone', position: 0 });
  expect(defaultContexts(organization, 'en')[0]).toMatchObject({ name: '@calls', icon: 'phone', position: 0 });
});

test('a new context is told by its id alone', () => {
  const context = { id: organization, name: '@garage', icon: 'tag', position: 0 };
  expect(create(context)).toMatchObject({ next: context, events: [{ type: 'gtd.context.created', data: { contextId: organization } }] });
});
