import { migrationsOf } from '@crm-gtd/shared/database/migrate.ts';
import { serviceNames } from '@crm-gtd/shared/database/urls.ts';
import { describe, expect, test } from '@jest/globals';
import { readMigrateSettings } from './config.ts';
import { contractingStatements } from './expand-only.ts';

test.each([
  'drop table a',
  'ALTER TABLE a DROP COLUMN b',
  'alter table a rename column b to c',
  'alter table a rename to b',
  'alter table a alter column b type text',
  'alter table a alter column b set not null',
  'truncate a',
  'drop view v',
])('%s takes something away', (statement) => {
  expect(contractingStatements(`create table x (y int);\n${statement};`)).toEqual([statement]);
});

test.each([
  'create table a (b int not null)',
  'alter table a add column b text',
  'create index concurrently i on a (b)',
  'drop index i',
  'alter table a alter column b drop not null',
  '-- drop table a',
  '/* truncate a */ select 1',
  "comment on column a.b is 'rename to c'",
])('%s does not', (statement) => {
  expect(contractingStatements(statement)).toEqual([]);
});

test('a new database needs no leave: every migration there is was found and read', () => {
  for (const service of serviceNames) expect([service, migrationsOf(service).length > 0]).toEqual([service, true]);
});

describe('the settings of the migration', () => {
  test('are refused by name when any is missing, without a value', () => {
    expect(() => readMigrateSettings({ DB_CRM_APP_PASSWORD: 'geheim' })).toThrow(
      /^Configuration: POSTGRES_ADMIN_URL, DB_GATEWAY_OWNER_PASSWORD.*DB_MONITOR_PASSWORD missing$/,
    );
    expect(() => readMigrateSettings({ DB_CRM_APP_PASSWORD: 'geheim' })).not.toThrow(/geheim|DB_CRM_APP/);
  });
});
