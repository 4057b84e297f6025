import { expect, test } from '@jest/globals';
import { pageGroupOf } from './page-group.ts';

test.each([
  ['/crm/deals/0190-some-id', 'deals'],
  ['/crm/companies', 'contacts'],
  ['/crm', 'today'],
  ['/crm/', 'today'],
  ['/crm/sign-in', 'sign_in'],
  ['/crm/system', 'settings'],
  ['/crm/sandbox/checkout/1', 'other'],
  ['/crm/anna@example.com', 'other'],
])('%s belongs to %s', (path, group) => expect(pageGroupOf(path, '/crm')).toBe(group));

test('without a base path the first part counts', () => expect(pageGroupOf('/tasks/1', '')).toBe('tasks'));
