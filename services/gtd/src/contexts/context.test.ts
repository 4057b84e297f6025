import { describe, expect, test } from '@jest/globals';
import { shownName } from '../context-names.ts';
import { arrange, type ContextState, create, defaultContexts } from './context.ts';

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
  const context = { id: organization, name: '@garage', icon: 'tag', position: 0, nameKey: null };
  expect(create(context)).toMatchObject({ next: context, events: [{ type: 'gtd.context.created', data: { contextId: organization } }] });
});

describe('U28: contexts arranged', () => {
  const current = defaultContexts(organization, 'pl');
  const [phone, computer, office] = current as [ContextState, ContextState, ContextState];
  const reader = (locale: 'pl' | 'en') => ({ locale, newId: () => other });
  const kept = current.map(({ id, ...context }) => ({ id, name: shownName(context, 'en') }));
  const named = (id: string, name: string) => kept.map((item) => (item.id === id ? { ...item, name } : item));

  test('saving what one sees changes nothing, in whichever language one sees it', () => {
    expect(arrange(current, { items: kept, removed: [] }, reader('en')).events).toEqual([]);
    expect(arrange(current, { items: kept, removed: [] }, reader('en')).next).toEqual(current);
  });

  test('a default is told in the reader’s language until somebody renames it', () => {
    expect([shownName(phone, 'en'), shownName(phone, 'pl'), shownName(phone, undefined)]).toEqual(['@calls', '@telefon', '@telefon']);
    const { next, events } = arrange(current, { items: named(phone.id, '@teren'), removed: [] }, reader('en'));
    expect(next[0]).toMatchObject({ name: '@teren', nameKey: null });
    expect(shownName(next[0] as ContextState, 'en')).toBe('@teren');
    expect(events).toMatchObject([{ type: 'gtd.context.updated', data: { contextId: phone.id, changedFields: ['name'] } }]);
  });

  test('the order is the one given; what nobody named stays, at the end', () => {
    const { next } = arrange(current, { items: [{ id: office.id, name: '@biuro' }, { name: '@warsztat' }], removed: [] }, reader('pl'));
    expect(next.slice(0, 3).map(({ name, position }) => [name, position])).toEqual([
      ['@biuro', 0],
      ['@warsztat', 1],
      ['@telefon', 2],
    ]);
    expect(next).toHaveLength(7);
  });

  test('removed ones are told; unknown, twice named or going nowhere is refused', () => {
    const items = [{ id: phone.id, name: '@telefon' }];
    const { next, events } = arrange(current, { items, removed: [{ id: computer.id, moveTo: phone.id }] }, reader('pl'));
    expect(next.some(({ id }) => id === computer.id)).toBe(false);
    expect(events.map(({ type }) => type)).toContain('gtd.context.deleted');
    const refused = (removed: Parameters<typeof arrange>[1]['removed']) => () => arrange(current, { items, removed }, reader('pl'));
    expect(refused([{ id: other }])).toThrow(expect.objectContaining({ code: 'GTD_CONTEXT_NOT_FOUND' }));
    expect(refused([{ id: computer.id, moveTo: computer.id }])).toThrow(expect.objectContaining({ code: 'GTD_CONTEXT_NOT_FOUND' }));
    expect(refused([{ id: phone.id }])).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });

  test('two that look alike to some reader are refused at the field', () => {
    for (const name of ['@komputer', '@computer'])
      expect(() => arrange(current, { items: named(phone.id, name), removed: [] }, reader('en'))).toThrow(
        expect.objectContaining({ code: 'REQUEST_INVALID' }),
      );
  });
});
