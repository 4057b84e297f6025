import type { AccountSession } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { expect, test } from '@jest/globals';
import { moveOf } from './moved.ts';

const session = (changes: Partial<AccountSession> = {}): AccountSession => ({
  accessToken: '',
  expiresAt: '',
  user: { id: 'jan', email: 'jan@example.test', name: 'Jan', locale: 'pl', timeZone: 'Europe/Warsaw' },
  organizationId: 'lampy',
  organizationName: 'Lampy',
  role: 'MEMBER',
  memberships: [],
  permissions: [],
  departures: [],
  operator: false,
  ...changes,
});
const elsewhere = { organizationId: 'kable', organizationName: 'Kable' };
const nowhere = { organizationId: null, organizationName: null, role: null };
const departures = [{ organizationId: 'lampy', organizationName: 'Lampy', at: '2026-11-27T10:00:00Z' }];

test('F20 K9: a page that was left says why: another organization was chosen, one was removed, or another person signed in', () => {
  expect(moveOf(session(), session(elsewhere))).toEqual({ reason: 'switched', from: 'Lampy', to: 'Kable' });
  expect(moveOf(session(), session({ ...elsewhere, departures }))).toEqual({ reason: 'removed', from: 'Lampy', to: 'Kable' });
  expect(moveOf(session(), session({ ...nowhere, departures }))).toEqual({ reason: 'removed', from: 'Lampy', to: '' });
  const other = { user: { ...session().user, id: 'ola', name: 'Ola' } };
  expect(moveOf(session(), session(other))).toEqual({ reason: 'otherPerson', from: 'Lampy', to: 'Ola' });
});
