import { describe, expect, test } from '@jest/globals';
import { type Commitment, changeOf, type MovingDeal, motionOf, wakeOn } from './motion.ts';

const today = '2026-11-20';
const dealId = '0198c0de-0000-7000-8000-000000000001';
const task = (fields: Partial<Commitment> = {}): Commitment => ({
  kind: 'task',
  id: '0198c0de-0000-7000-8000-000000000002',
  dealId,
  isOpen: true,
  list: 'next',
  deferUntil: null,
  ...fields,
});
const waiting = (isOpen = true): Commitment => task({ kind: 'waitingFor', list: null, isOpen });
const parked = task({ deferUntil: '2026-11-21' });

describe('a deal is', () => {
  test.each([
    ['stuck without commitments', [], 'stuck'],
    ['stuck when all are done', [task({ isOpen: false }), waiting(false)], 'stuck'],
    ['stuck with only someday and reference', [task({ list: 'someday' }), task({ list: 'reference' })], 'stuck'],
    ['moving with a live next action', [parked, waiting(), task()], 'moving'],
    ['moving when the deferral has come', [task({ deferUntil: today })], 'moving'],
    ['waiting when only others can act', [waiting(), parked], 'waiting'],
    ['parked when all actions are put off', [parked, task({ list: 'someday' })], 'parked'],
  ] as const)('%s', (_name, commitments, motion) => {
    expect(motionOf(commitments, today)).toBe(motion);
  });
});

describe('time alone matters', () => {
  test('for a next action that is put off', () => expect(wakeOn(parked, today)).toBe('2026-11-21'));
  test.each([
    ['done', { ...parked, isOpen: false }],
    ['someday', { ...parked, list: 'someday' as const }],
    ['due already', { ...parked, deferUntil: today }],
    ['not put off', task()],
  ])('not for one that is %s', (_name, commitment) => expect(wakeOn(commitment, today)).toBeNull());
});

describe('the change', () => {
  const deal: MovingDeal = {
    id: dealId,
    pipelineId: dealId,
    companyId: null,
    contactId: null,
    status: 'open',
    motion: 'stuck',
    isDeleted: false,
  };

  test('says before and after', () => {
    expect(changeOf(deal, [task()], today)).toMatchObject({
      motion: 'moving',
      event: { type: 'crm.deal.motionChanged', aggregateId: dealId, data: { before: { motion: 'stuck' }, after: { motion: 'moving' } } },
    });
  });
  test('is none when the motion is the same', () => expect(changeOf(deal, [], today)).toBeUndefined());
  test('is none for a closed deal', () => expect(changeOf({ ...deal, status: 'won' }, [task()], today)).toBeUndefined());
  test('is none for a deleted deal', () => expect(changeOf({ ...deal, isDeleted: true }, [task()], today)).toBeUndefined());
});
