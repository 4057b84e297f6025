import { expect, test } from '@jest/globals';
import { finish } from './execution.ts';
import { nextSteps } from './next-steps.ts';

const id = (last: number): string => `018f0000-0000-7000-8000-00000000000${last}`;
const deal = {
  dealId: id(1),
  pipelineId: id(2),
  companyId: id(3),
  contactId: id(4),
  ownerId: 'user-1',
  value: { amount: 2_500_000, currency: 'PLN' as const },
  closedAt: '2026-11-19T10:00:00Z',
  before: { stageId: id(5), status: 'open' as const },
  after: { stageId: id(5), status: 'won' as const },
};
const steps = (changes: Partial<typeof deal> | { contactId: null; companyId: null }) =>
  nextSteps({ ...deal, ...changes }, '2026-11-19').map(({ step }) => step);

test.each([
  ['a large deal of a known person', {}, ['thankClient', 'sendInvoice', 'planKickOff', 'askHowItGoes', 'askForReferral']],
  [
    'a small deal',
    { value: { amount: 10_000, currency: 'PLN' as const } },
    ['thankClient', 'sendInvoice', 'askHowItGoes', 'askForReferral'],
  ],
  ['a deal without value', { value: { amount: 0, currency: 'PLN' as const } }, ['thankClient', 'askHowItGoes', 'askForReferral']],
  ['a deal of nobody', { contactId: null, companyId: null }, ['linkClient', 'thankClient', 'sendInvoice', 'planKickOff', 'askHowItGoes']],
])('%s is followed by %j', (_what, changes, expected) => expect(steps(changes)).toEqual(expected));

test('steps fall on working days and come in their order', () => {
  const days = nextSteps(deal, '2026-11-19').map(({ dueOn }) => dueOn);
  expect(days).toEqual(['2026-11-20', '2026-11-23', '2026-11-26', '2026-12-03', '2026-12-21']);
});

test('a run that carries an error failed, and its event says so without the error', () => {
  const run = {
    id: id(6),
    rule: 'r',
    provider: 'openai' as const,
    model: 'm',
    durationMs: 12.6,
    input: {},
    output: null,
    error: 'AI_PROVIDER_FAILED: timeout',
    triggeredBy: 'x',
  };
  const { next, events } = finish(run, new Date('2026-11-16T10:00:00Z'));
  expect(next).toMatchObject({ status: 'failed', durationMs: 13, error: 'AI_PROVIDER_FAILED: timeout' });
  expect(events[0]?.data).toEqual({
    executionId: id(6),
    rule: 'r',
    status: 'failed',
    provider: 'openai',
    durationMs: 13,
    dealId: null,
    inboxItemId: null,
  });
});
