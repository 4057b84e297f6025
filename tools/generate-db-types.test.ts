import { expect, test } from '@jest/globals';
import { serviceNames } from '../shared/database/urls.ts';
import { datesWithoutType, typesAreCurrent } from './generate-db-types.ts';

test.each(serviceNames)('the committed types of %s are what its schema gives', async (service) => {
  expect(await typesAreCurrent(service)).toBe(true);
});

test('a date-only field without its type is named', () => {
  const schema = [
    '  /// @kyselyType(string)',
    '  dueOn DateTime @db.Date',
    '  wakeOn DateTime? @db.Date',
    '  at DateTime @db.Timestamptz(3)',
  ].join('\n');
  expect(datesWithoutType(schema)).toEqual(['wakeOn']);
});
