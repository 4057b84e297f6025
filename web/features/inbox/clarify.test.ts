import { InboxDecision } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { expect, test } from '@jest/globals';
import { type ClarifyValues, clarifyInput, noLinks } from './clarify-values.ts';
import { decidesAtOnce, decisions } from './decisions.ts';

const values: ClarifyValues = {
  title: 'T',
  contextId: 'c',
  dueDate: '2026-08-22',
  scheduledOn: '2026-08-23',
  personId: 'p',
  followUpOn: null,
  nextActionTitle: '',
  links: noLinks,
};

test('every decision of the contract has its own digit, 1 to 8', () => {
  expect(decisions.map(({ decision }) => decision).sort()).toEqual([...InboxDecision.options].sort());
  expect(decisions.map(({ key }) => key)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
});

test('trash and do-now ask nothing more', () => {
  expect(decisions.filter(decidesAtOnce).map(({ decision }) => decision)).toEqual(['trash', 'doNow']);
});

test('only the fields the decision asks for are sent', () => {
  expect(clarifyInput('i', 'trash', values)).toEqual({ inboxItemId: 'i', decision: 'trash' });
  expect(clarifyInput('i', 'next', values)).toEqual({
    inboxItemId: 'i',
    decision: 'next',
    title: 'T',
    contextId: 'c',
    dueDate: '2026-08-22',
    links: noLinks,
  });
  expect(clarifyInput('i', 'project', values)).not.toHaveProperty('nextActionTitle');
});
