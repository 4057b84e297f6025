import { expect, test } from '@jest/globals';
import { mappingFault, paceOf, refusalOf, toTakeBack, unclearDays } from './import-math.ts';

const startedAt = '2026-08-22T10:00:00.000Z';
const now = Date.parse('2026-08-22T10:00:10.000Z');

test('pace and time left follow from what is done', () => {
  expect(paceOf({ progress: { done: 2_000, total: 10_000 }, startedAt }, now)).toEqual({ rowsPerSecond: 200, secondsLeft: 40, share: 0.2 });
});

test('no guess before anything is done', () => {
  expect(paceOf({ progress: { done: 0, total: 10_000 }, startedAt }, now).secondsLeft).toBeNull();
  expect(paceOf({ progress: { done: 0, total: 0 }, startedAt: null }, now)).toEqual({ rowsPerSecond: 0, secondsLeft: null, share: 0 });
});

test('a mapping needs something to call the contact by, and each field once', () => {
  expect(mappingFault({ '0': 'email', '1': 'phone' })).toBeNull();
  expect(mappingFault({ '0': 'phone', '1': null })).toBe('noName');
  expect(mappingFault({ '0': 'lastName', '1': 'lastName' })).toBe('twice');
});

test('U14: firms alone are a mapping, and a street may have several columns', () => {
  expect(mappingFault({ '0': 'company.name', '1': 'street', '2': 'street', '3': 'notes', '4': 'notes' })).toBeNull();
});

test.each([
  ['kontakty.xlsx', 'file-invalid-type', 'spreadsheet'],
  ['Kontakty.XLS', 'file-invalid-type', 'spreadsheet'],
  ['kontakty.vcf', 'file-invalid-type', 'vcard'],
  ['kontakty.pdf', 'file-invalid-type', 'type'],
  ['kontakty.csv', 'file-too-large', 'tooLarge'],
])('U11: %s with %s is refused for that reason', (name, code, reason) => {
  expect(refusalOf([{ file: { name }, errors: [{ code }] }])).toBe(reason);
});

test('U39: undo promises the records, not the rows', () => {
  const counts = { created: 466, updated: 19, skipped: 0, failed: 0 };
  const changes = { contacts: { created: 466, updated: 0 }, companies: { created: 3, updated: 1 } };
  expect(toTakeBack({ counts, changes })).toEqual({ contacts: 466, created: 466, updated: 0, companies: 4 });
  expect(toTakeBack({ counts, changes: null })).toMatchObject({ contacts: 485 });
});

test('K6: the order of day and month is asked for where a used column does not tell it', () => {
  const column = { index: 0, header: 'Kontakt', samples: [], suggestedField: null, dayOrder: 'open' as const };
  expect(unclearDays({ columns: [column] }, { '0': 'lastContactOn' })).toEqual(['Kontakt']);
  expect(unclearDays({ columns: [column] }, { '0': 'notes' })).toEqual([]);
});
