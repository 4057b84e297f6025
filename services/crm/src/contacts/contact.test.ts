import { expect, test } from '@jest/globals';
import { create, remove, restore, update } from './contact.ts';

const id = '0198c0de-0000-7000-8000-000000000001';
const companyId = '0198c0de-0000-7000-8000-000000000002';
const occasion = { now: new Date('2026-11-20T10:00:00.000Z'), eventId: '0198c0de-0000-7000-8000-000000000003' };
const jan = create(id, { lastName: 'Kowalski', email: 'jan@example.pl' }, occasion).next;

test('a new contact counts as one more, and its event carries no personal data', () => {
  const decision = create(id, { lastName: 'Kowalski', email: 'jan@example.pl', companyId }, occasion);
  expect(decision.liveDelta).toBe(1);
  expect(decision.events).toEqual([expect.objectContaining({ id: occasion.eventId, data: { contactId: id, companyId, importId: null } })]);
});

test('an update keeps before and after for the history and tells only the fields', () => {
  const { events, changes, liveDelta } = update(jan, { email: 'jan.k@example.pl', lastName: 'Kowalski', phone: '' }, occasion);
  expect(changes).toEqual([{ field: 'email', before: 'jan@example.pl', after: 'jan.k@example.pl' }]);
  expect(events).toMatchObject([{ id: occasion.eventId, data: { changedFields: ['email'] } }]);
  expect(JSON.stringify(events)).not.toContain('example.pl');
  expect(liveDelta).toBe(0);
});

test('deleting frees a place, restoring takes it again', () => {
  const deleted = remove(jan, occasion);
  expect(deleted.liveDelta).toBe(-1);
  expect(restore(deleted.next, occasion).liveDelta).toBe(1);
  expect(restore(jan, occasion)).toMatchObject({ liveDelta: 0, events: [] });
});

test('a deleted contact is not found', () => {
  const deleted = remove(jan, occasion).next;
  expect(() => update(deleted, { lastName: 'Nowak' }, occasion)).toThrow(expect.objectContaining({ code: 'CRM_CONTACT_NOT_FOUND' }));
});
