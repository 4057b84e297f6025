import { newId } from '@crm-gtd/shared/ids.ts';
import { describe, expect, test } from '@jest/globals';
import { accessOf } from './access.ts';
import { activate, elapse, openWithoutTrial, periodEnd, revokeCancel, scheduleCancel, startTrial } from './subscription.ts';

const now = new Date('2026-11-22T10:00:00Z');
const later = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
const trial = startTrial(newId(), now).next;
const active = activate(trial, { plan: 'STARTER', interval: 'month' }, now).next;

describe('a subscription', () => {
  test('begins as a trial of 14 days with everything open', () => {
    const { next, events } = startTrial(newId(), now);
    expect(next).toMatchObject({ status: 'trialing', plan: 'PROFESSIONAL', trialEndsAt: later(14) });
    expect(events[0]).toMatchObject({ type: 'billing.subscription.trialStarted', data: { access: 'full', limits: { contacts: 50_000 } } });
  });

  test('expires when the trial ran out, not a moment before, and only once', () => {
    expect(elapse(trial, later(13)).events).toEqual([]);
    const { next, events } = elapse(trial, later(14));
    expect([next.status, events[0]?.type, events[0]?.data['access']]).toEqual(['expired', 'billing.subscription.trialEnded', 'readOnly']);
    expect(elapse(next, later(15)).events).toEqual([]);
  });

  test('is activated by a purchase, also after it expired; a further purchase changes the plan', () => {
    const { next, events } = activate(elapse(trial, later(14)).next, { plan: 'PROFESSIONAL', interval: 'year' }, later(20));
    expect([next.status, next.currentPeriodEnd?.toISOString(), events[0]?.type]).toEqual([
      'active',
      '2027-12-12T10:00:00.000Z',
      'billing.subscription.activated',
    ]);
    expect(activate(next, { plan: 'ENTERPRISE', interval: 'year' }, later(21)).events[0]?.type).toBe('billing.subscription.planChanged');
  });

  test("a cancellation waits for the period's end and can be taken back", () => {
    const cancelling = scheduleCancel(active, now);
    expect(cancelling.events[0]?.data).toMatchObject({ cancelAtPeriodEnd: true, access: 'full' });
    expect(scheduleCancel(cancelling.next, now).events).toEqual([]);
    expect(revokeCancel(cancelling.next, now).next.cancelAtPeriodEnd).toBe(false);
    expect(elapse(cancelling.next, later(29)).events).toEqual([]);
    expect(elapse(cancelling.next, later(31)).next.status).toBe('canceled');
    expect(elapse(active, later(29)).events).toEqual([]);
  });

  test('F6: an unpaid period keeps everything open for seven days, and is read-only after them', () => {
    const end = active.currentPeriodEnd as Date;
    const afterEnd = (days: number): Date => new Date(end.getTime() + days * 86_400_000);
    const [overdue, again] = [elapse(active, afterEnd(0)), elapse(elapse(active, afterEnd(0)).next, afterEnd(6.9))];
    expect([overdue.next.status, overdue.events[0]?.type, overdue.events[0]?.data['access'], again.events]).toEqual([
      'past_due',
      'billing.subscription.pastDue',
      'full',
      [],
    ]);
    const suspended = elapse(overdue.next, afterEnd(7));
    expect([suspended.next.status, suspended.events[0]?.type, suspended.events[0]?.data['access']]).toEqual([
      'unpaid',
      'billing.subscription.suspended',
      'readOnly',
    ]);
    // A job that slept through both deadlines comes to the same.
    expect(elapse(active, afterEnd(8)).next.status).toBe('unpaid');
    expect(elapse(suspended.next, afterEnd(400)).events).toEqual([]);
  });

  test.each([
    ['three days before its end', -3, 'billing.subscription.renewed', '2027-01-22T10:00:00.000Z'],
    ['in the days of grace', 5, 'billing.subscription.renewed', '2027-01-22T10:00:00.000Z'],
    ['after them', 20, 'billing.subscription.activated', '2027-02-11T10:00:00.000Z'],
    ['long before its end, which begins anew', -20, 'billing.subscription.planChanged', '2027-01-02T10:00:00.000Z'],
  ])('F6: the next period paid %s', (_title, days, type, end) => {
    const at = new Date((active.currentPeriodEnd as Date).getTime() + days * 86_400_000);
    const { next, events } = activate(elapse(active, at).next, { plan: 'STARTER', interval: 'month' }, at);
    expect([next.status, events[0]?.type, next.currentPeriodEnd?.toISOString()]).toEqual(['active', type, end]);
  });

  test('F6: months that follow each other from 31 January end on the last day there is, and on the 31st again', () => {
    const first = activate(trial, { plan: 'STARTER', interval: 'month' }, new Date('2027-01-31T10:00:00Z')).next;
    const second = activate(first, { plan: 'STARTER', interval: 'month' }, new Date('2027-02-27T10:00:00Z')).next;
    expect([first, second].map(({ currentPeriodEnd }) => currentPeriodEnd?.toISOString())).toEqual([
      '2027-02-28T10:00:00.000Z',
      '2027-03-31T10:00:00.000Z',
    ]);
  });

  test('F6: without a trial begins where one ends, and is bought like after one', () => {
    const { next, events } = openWithoutTrial(newId(), now);
    expect([next.status, events[0]?.type, events[0]?.data['access']]).toEqual(['expired', 'billing.subscription.opened', 'readOnly']);
    expect(activate(next, { plan: 'STARTER', interval: 'month' }, now).next.status).toBe('active');
  });

  test.each([
    ['2026-01-31T00:00:00Z', 'month', '2026-02-28T00:00:00.000Z'],
    ['2028-01-31T00:00:00Z', 'month', '2028-02-29T00:00:00.000Z'],
    ['2026-12-15T08:30:00Z', 'month', '2027-01-15T08:30:00.000Z'],
    ['2028-02-29T00:00:00Z', 'year', '2029-02-28T00:00:00.000Z'],
  ] as const)('a period from %s of a %s ends on %s', (from, interval, end) => {
    expect(periodEnd(new Date(from), interval).toISOString()).toBe(end);
  });

  test.each([
    ['trialing', 13, 'full'],
    ['active', 400, 'full'],
    ['incomplete', 1, 'full'],
    ['past_due', 0, 'full'],
    ['past_due', 7, 'full'],
    ['past_due', 8, 'restricted'],
    ['past_due', 14, 'restricted'],
    ['past_due', 15, 'readOnly'],
    ['unpaid', 0, 'readOnly'],
    ['paused', 0, 'readOnly'],
    ['canceled', 0, 'readOnly'],
    ['expired', 0, 'readOnly'],
    ['incomplete_expired', 0, 'readOnly'],
  ] as const)('%s for %i days has %s access', (status, days, access) => {
    expect(accessOf(status, days)).toBe(access);
  });
});
