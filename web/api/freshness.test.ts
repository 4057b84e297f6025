import { allActions, allEvents } from '@crm-gtd/shared/contracts/registry.ts';
import { expect, test } from '@jest/globals';
import { sliceOf, staleAfterEvent, staleAfterWrite } from './freshness.ts';

const slices = new Set(allActions.map(sliceOf));
/** Facts no screen shows but the audit log. */
const auditOnly = new Set(['session', 'speech']);

test('every event a screen shows makes some slice old, and only slices that exist', () => {
  for (const { type } of allEvents) {
    const stale = staleAfterEvent(type);
    const unknown = stale.filter((slice) => !slices.has(slice));
    expect([type, unknown]).toEqual([type, []]);
    if (!auditOnly.has(type.split('.')[1] ?? '')) expect([type, stale.length]).toEqual([type, expect.any(Number)]);
  }
});

test('a write makes at least its own slice old', () => {
  for (const contract of allActions.filter(({ http }) => http && http.method !== 'GET'))
    expect(staleAfterWrite(contract)).toContain(sliceOf(contract));
});
