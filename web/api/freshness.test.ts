import { allActions, allEvents } from '@crm-gtd/shared/contracts/registry.ts';
import { expect, test } from '@jest/globals';
import { sliceOf, staleAfterEvent, staleAfterWrite } from './freshness.ts';

const slices = new Set(allActions.map(sliceOf));
/** Facts no screen shows but the audit log, which every event makes old. */
const auditOnly = new Set(['profile', 'session', 'signIn', 'speech', 'consoleCommand']);

test('H3: every event a screen shows makes some slice of its own old, and only slices that exist', () => {
  for (const { type, noun } of allEvents) {
    const own = staleAfterEvent(type).filter((slice) => slice !== 'gateway.audit');
    expect([type, own.filter((slice) => !slices.has(slice))]).toEqual([type, []]);
    expect([type, own.length > 0]).toEqual([type, !auditOnly.has(noun)]);
  }
});

test('H3: an event nobody has thought of makes nothing old but the audit log', () => {
  expect(staleAfterEvent('gtd.reminder.created')).toEqual(['gateway.audit']);
});

test('a write makes at least its own slice old', () => {
  for (const contract of allActions.filter(({ http }) => http && http.method !== 'GET'))
    expect(staleAfterWrite(contract)).toContain(sliceOf(contract));
});
