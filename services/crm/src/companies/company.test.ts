import { expect, test } from '@jest/globals';
import { create, remove, restore, update } from './company.ts';

const id = '0198c0de-0000-7000-8000-000000000001';
const now = new Date('2026-11-20T10:00:00.000Z');
const later = new Date('2026-11-21T10:00:00.000Z');
const acme = create(id, { name: 'Żabka', nip: 'PL 525-244-57-67', city: '' }, now).next;

test('a new company keeps its NIP as ten digits and blank text as none', () => {
  expect(acme).toMatchObject({ nip: '5252445767', city: null, tags: [], version: 1, deletedAt: null });
});

test('a NIP that fails its checksum is refused', () => {
  expect(() => create(id, { name: 'X', nip: '5252445768' }, now)).toThrow(expect.objectContaining({ code: 'CRM_NIP_INVALID' }));
  expect(() => update(acme, { nip: '1234567890' }, now)).toThrow(expect.objectContaining({ code: 'CRM_NIP_INVALID' }));
});

test('an update tells only the fields that differ', () => {
  const { next, events } = update(acme, { name: 'Żabka', city: 'Poznań', nip: '525 244 57 67' }, later);
  expect(next).toMatchObject({ name: 'Żabka', city: 'Poznań', updatedAt: later.toISOString() });
  expect(events).toMatchObject([{ type: 'crm.company.updated', data: { companyId: id, changedFields: ['city'] } }]);
});

test('an update without a difference tells nothing', () => {
  expect(update(acme, { name: 'Żabka' }, later)).toEqual({ next: acme, events: [] });
});

test('a stale version is refused with the current state, without what is internal', () => {
  const refused = expect.objectContaining({
    code: 'VERSION_STALE',
    details: { current: expect.not.objectContaining({ deletedAt: null }) },
  });
  expect(() => update(acme, { name: 'Y', expectedVersion: 7 }, later)).toThrow(refused);
});

test('a deleted company is not found until it is restored, for thirty days', () => {
  const deleted = remove(acme, now).next;
  expect(() => update(deleted, { name: 'Y' }, later)).toThrow(expect.objectContaining({ code: 'CRM_COMPANY_NOT_FOUND' }));
  expect(() => remove(deleted, later)).toThrow(expect.objectContaining({ code: 'CRM_COMPANY_NOT_FOUND' }));
  expect(restore(deleted, later)).toMatchObject({ next: { deletedAt: null }, events: [{ type: 'crm.company.restored' }] });
  expect(() => restore(deleted, new Date('2026-12-21T10:00:00.000Z'))).toThrow(expect.objectContaining({ code: 'CRM_COMPANY_NOT_FOUND' }));
});

test('restoring a company that is not deleted changes nothing', () => {
  expect(restore(acme, later)).toEqual({ next: acme, events: [] });
});
