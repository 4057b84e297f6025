import { expect, test } from '@jest/globals';
import type { Draft } from '../models/suggester.ts';
import { answer, make } from './suggestion.ts';

const now = new Date('2026-11-16T10:00:00Z');
const id = (last: number): string => `018f0000-0000-7000-8000-00000000000${last}`;
const draft: Draft = { decision: 'next', contextId: id(1), dueDate: null, title: null, confidence: 0.8, reason: 'because' };
const links = { contactId: id(5), companyId: null, dealId: null };
const birth = { id: id(2), inboxItemId: id(3), userId: 'user-1', provider: 'local' } as const;
const made = make(draft, links, [{ id: id(1), name: '@telefon', icon: 'phone', position: 0 }], birth, now);

test('a draft becomes an open suggestion that names its context and says who made it', () => {
  expect(made.next).toMatchObject({ contextName: '@telefon', links, status: 'open', provider: 'local', userId: 'user-1' });
  expect(made.events).toEqual([
    expect.objectContaining({
      type: 'ai.suggestion.made',
      data: { suggestionId: id(2), inboxItemId: id(3), userId: 'user-1', decision: 'next', confidence: 0.8, provider: 'local' },
    }),
  ]);
});

test('an answer is told once and may be changed', () => {
  const accepted = answer(made.next, 'accepted', now);
  expect(accepted.events).toEqual([
    expect.objectContaining({ type: 'ai.suggestion.answered', data: expect.objectContaining({ answer: 'accepted' }) }),
  ]);
  expect(answer(accepted.next, 'accepted', now).events).toEqual([]);
  expect(answer(accepted.next, 'rejected', now).next.status).toBe('rejected');
});
