import { expect, test } from '@jest/globals';
import { complete, update } from '../tasks/task.ts';
import { followUp, untouched, type WonDeal } from './followup.ts';

const now = new Date('2026-11-19T10:00:00Z');
const id = (last: string): string => `018f0000-0000-7000-8000-00000000000${last}`;
const deal: WonDeal = {
  eventId: id('e'),
  dealId: id('d'),
  companyId: id('b'),
  contactId: id('c'),
  ownerId: 'user-1',
  closedOn: '2026-11-19',
};

test('a won deal gives its owner a linked task due in three working days', () => {
  const { next, events } = followUp(deal, 'en', now);
  expect(next).toMatchObject({
    title: 'Follow up with the client',
    dueDate: '2026-11-24',
    assigneeId: 'user-1',
    origin: 'dealWon',
    status: 'open',
    links: { dealId: deal.dealId, companyId: deal.companyId, contactId: deal.contactId },
  });
  expect(events[0]?.data).toMatchObject({ causedByDealId: deal.dealId });
});

test('the same event gives the same task, another win another one', () => {
  expect(followUp(deal, 'pl', now).next.id).toBe(followUp(deal, 'pl', now).next.id);
  expect(followUp({ ...deal, eventId: id('f') }, 'pl', now).next.id).not.toBe(followUp(deal, 'pl', now).next.id);
});

test('it speaks the language of the organization', () => {
  expect(followUp(deal, 'pl', now).next.title).toMatch(/klient/);
});

test('only a task nobody worked on counts as untouched', () => {
  const task = followUp(deal, 'pl', now).next;
  expect(untouched(task)).toBe(true);
  expect(untouched(update(task, { notes: 'called' }, now).next)).toBe(false);
  expect(untouched(complete(task, undefined, now).next)).toBe(false);
});

test('U28: the task names the customer and the deal, in the language of the organization', () => {
  const title = (locale: 'pl' | 'en', customer: string | null) => followUp(deal, locale, now, { customer, deal: 'Dach hali' }).next.title;
  expect(title('pl', 'Stalserwis')).toBe('Odezwij się po wygranej: Stalserwis · Dach hali');
  expect(title('en', 'Stalserwis')).toBe('Follow up after the win: Stalserwis · Dach hali');
  expect(title('pl', null)).toBe('Odezwij się po wygranej: Dach hali');
  expect(followUp(deal, 'pl', now, { customer: 'x'.repeat(300), deal: 'y'.repeat(300) }).next.title).toHaveLength(500);
});
