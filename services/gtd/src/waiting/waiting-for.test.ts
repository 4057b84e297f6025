import { expect, test } from '@jest/globals';
import { open, remove, reopen, resolve, type WaitingState } from './waiting-for.ts';

const now = new Date('2026-11-16T10:00:00Z');
const birth = { id: '018f0000-0000-7000-8000-000000000001', ownerId: 'user-1' };
const personId = '018f0000-0000-7000-8000-0000000000aa';
const dealId = '018f0000-0000-7000-8000-00000000000d';

const opened = open({ title: 'Offer from Anna', personId, links: { contactId: null, companyId: null, dealId } }, birth, now).next;
const states = { open: opened, resolved: resolve(opened, now).next, deleted: remove(opened).next };

test('whom one waits for is the linked contact too, so that it shows on that record', () => {
  expect(opened.links).toEqual({ contactId: personId, companyId: null, dealId });
});

test.each([
  ['resolve', 'open', 'resolved', 'gtd.waitingFor.resolved'],
  ['resolve', 'resolved', 'GTD_WAITING_RESOLVED', ''],
  ['resolve', 'deleted', 'GTD_WAITING_NOT_FOUND', ''],
  ['reopen', 'resolved', 'open', 'gtd.waitingFor.reopened'],
  ['reopen', 'open', 'open', ''],
  ['reopen', 'deleted', 'GTD_WAITING_NOT_FOUND', ''],
  ['remove', 'open', 'deleted', 'gtd.waitingFor.deleted'],
  ['remove', 'deleted', 'deleted', ''],
] as const)('%s of %s gives %s', (move, from, outcome, type) => {
  const moves = { resolve: (state: WaitingState) => resolve(state, now), reopen, remove };
  const run = () => moves[move](states[from]);
  if (outcome.startsWith('GTD_')) {
    expect(run).toThrow(expect.objectContaining({ code: outcome }));
    return;
  }
  const { next, events } = run();
  expect(next.status).toBe(outcome);
  expect(events.map((event) => event.type)).toEqual(type === '' ? [] : [type]);
  expect(next.resolvedAt).toBe(outcome === 'resolved' ? now.toISOString() : null);
});
