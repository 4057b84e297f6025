import type { InboxDecision } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { expect, test } from '@jest/globals';
import { type ClarifyInput, capture, clarify, type InboxState, unclarify } from './inbox-item.ts';

const now = new Date('2026-11-16T10:00:00Z');
const id = (last: string): string => `018f0000-0000-7000-8000-${last.padStart(12, '0')}`;
const item: InboxState = capture(
  { title: 'Ring Anna', notes: 'about the roof', source: 'manual' },
  { id: id('1'), capturedBy: 'user-1' },
  now,
).next;

const maker = () => {
  let made = 100;
  return { userId: 'user-1', now, newId: () => id(String(++made)) };
};
const decide = (input: Omit<ClarifyInput, 'inboxItemId'>, from = item) => clarify(from, { inboxItemId: item.id, ...input }, maker());

type Expected = { made: object; resultId: string | null; events: string[] };
const links = { contactId: id('a'), companyId: null, dealId: id('d') };
const table: [string, Omit<ClarifyInput, 'inboxItemId'>, Expected][] = [
  ['trash', { decision: 'trash' }, { made: {}, resultId: null, events: ['gtd.inboxItem.clarified'] }],
  [
    'reference',
    { decision: 'reference', dueDate: '2026-12-01' },
    {
      made: { task: { list: 'reference', title: 'Ring Anna', notes: 'about the roof', dueDate: null, status: 'open' } },
      resultId: id('101'),
      events: ['gtd.task.created', 'gtd.inboxItem.clarified'],
    },
  ],
  [
    'someday',
    { decision: 'someday', deferUntil: '2027-01-01' },
    {
      made: { task: { list: 'someday', deferUntil: '2027-01-01', dueDate: null } },
      resultId: id('101'),
      events: ['gtd.task.created', 'gtd.inboxItem.clarified'],
    },
  ],
  [
    'doNow',
    { decision: 'doNow', links },
    {
      made: { task: { list: 'next', status: 'completed', completedAt: now.toISOString(), links } },
      resultId: id('101'),
      events: ['gtd.task.created', 'gtd.task.completed', 'gtd.inboxItem.clarified'],
    },
  ],
  [
    'delegate',
    { decision: 'delegate', personId: id('a'), followUpOn: '2026-11-20' },
    {
      made: {
        waiting: {
          title: 'Ring Anna',
          personId: id('a'),
          followUpOn: '2026-11-20',
          status: 'open',
          links: { contactId: id('a'), companyId: null, dealId: null },
        },
      },
      resultId: id('101'),
      events: ['gtd.waitingFor.opened', 'gtd.inboxItem.clarified'],
    },
  ],
  [
    'calendar',
    { decision: 'calendar', scheduledOn: '2026-11-20' },
    {
      made: { task: { list: 'next', scheduledOn: '2026-11-20', dueDate: null } },
      resultId: id('101'),
      events: ['gtd.task.created', 'gtd.inboxItem.clarified'],
    },
  ],
  [
    'next',
    { decision: 'next', title: 'Call Anna', notes: null, contextId: id('c'), dueDate: '2026-11-20', deferUntil: '2026-11-18' },
    {
      made: {
        task: {
          list: 'next',
          title: 'Call Anna',
          notes: null,
          contextId: id('c'),
          dueDate: '2026-11-20',
          deferUntil: '2026-11-18',
          origin: 'inbox',
          inboxItemId: item.id,
        },
      },
      resultId: id('101'),
      events: ['gtd.task.created', 'gtd.inboxItem.clarified'],
    },
  ],
  [
    'project',
    { decision: 'project', title: 'Anna’s roof', nextActionTitle: 'Ring Anna', links },
    {
      made: { project: { title: 'Anna’s roof', status: 'active' }, task: { title: 'Ring Anna', projectId: id('101'), links } },
      resultId: id('101'),
      events: ['gtd.project.created', 'gtd.task.created', 'gtd.inboxItem.clarified'],
    },
  ],
];

test.each(table)('the decision %s makes what it says', (_name, input, expected) => {
  const { next, made, events } = decide(input);
  expect(made).toMatchObject(expected.made);
  expect(Object.keys(made)).toEqual(Object.keys(expected.made));
  expect(events.map(({ type }) => type)).toEqual(expected.events);
  expect(next).toMatchObject({
    status: 'clarified',
    decision: input.decision,
    resultId: expected.resultId,
    clarifiedAt: now.toISOString(),
    version: 2,
  });
});

test.each([
  ['delegate', 'personId'],
  ['calendar', 'scheduledOn'],
  ['project', 'nextActionTitle'],
] as [InboxDecision, keyof ClarifyInput][])('%s without %s is refused by name', (decision, field) => {
  const refused = expect.objectContaining({
    code: 'REQUEST_INVALID',
    details: { errors: [expect.objectContaining({ path: field, code: 'required' })] },
  });
  expect(() => decide({ decision })).toThrow(refused);
  expect(() => decide({ decision, [field]: null })).toThrow(refused);
});

test('an item is clarified once', () => {
  const { next } = decide({ decision: 'trash' });
  expect(() => decide({ decision: 'next' }, next)).toThrow(expect.objectContaining({ code: 'GTD_INBOX_ITEM_CLARIFIED' }));
});

test('undo opens the item again and may be repeated', () => {
  const { next, events } = unclarify(decide({ decision: 'next' }).next);
  expect(next).toMatchObject({ status: 'open', decision: null, resultId: null, clarifiedAt: null, version: 3 });
  expect(events.map(({ type }) => type)).toEqual(['gtd.inboxItem.reopened']);
  expect(unclarify(next)).toEqual({ next, events: [] });
});

test('capturing tells that and whence, not what', () => {
  const { events } = capture({ title: 'Ring Anna', source: 'quickCapture' }, { id: id('1'), capturedBy: 'user-1' }, now);
  expect(events).toEqual([
    expect.objectContaining({
      type: 'gtd.inboxItem.captured',
      data: { inboxItemId: id('1'), source: 'quickCapture', capturedBy: 'user-1' },
    }),
  ]);
});
