import { describe, expect, test } from '@jest/globals';
import { create, lose, move, type Place, remove, reopen, restore, update, win } from './deal.ts';

const uuid = (n: number): string => `0198c0de-0000-7000-8000-00000000000${n}`;
const created = new Date('2026-11-20T10:00:00.000Z');
const later = new Date('2026-11-20T10:01:30.900Z');
const place: Place = {
  pipelineId: uuid(1),
  stages: [
    { id: uuid(3), position: 1 },
    { id: uuid(2), position: 0 },
  ],
};
const made = { id: uuid(9), ownerId: 'user-1', now: created };
const deal = create(made, { title: 'Maszyny', value: { amount: 150_00, currency: 'PLN' } }, place).next;

describe('a new deal', () => {
  test('starts open and stuck in the first stage, worth nothing unless said', () => {
    expect(create(made, { title: 'X' }, place)).toMatchObject({
      next: { stageId: uuid(2), status: 'open', motion: 'stuck', value: { amount: 0, currency: 'PLN' }, ownerId: 'user-1' },
      events: [{ type: 'crm.deal.created' }],
      step: { fromStageId: null, toStageId: uuid(2), secondsInPrevious: null },
    });
  });
  test('takes the named stage, and refuses one of another pipeline', () => {
    expect(create(made, { title: 'X', stageId: uuid(3) }, place).next.stageId).toBe(uuid(3));
    expect(() => create(made, { title: 'X', stageId: uuid(8) }, place)).toThrow(expect.objectContaining({ code: 'CRM_STAGE_NOT_FOUND' }));
  });
  test('needs a pipeline', () => {
    expect(() => create(made, { title: 'X' }, undefined)).toThrow(expect.objectContaining({ code: 'CRM_PIPELINE_NOT_FOUND' }));
  });
});

describe('moving', () => {
  test('tells both stages and how many whole seconds the first took', () => {
    expect(move(deal, { stageId: uuid(3) }, place, later)).toMatchObject({
      next: { stageId: uuid(3), stageEnteredAt: later.toISOString() },
      events: [
        { type: 'crm.deal.moved', data: { before: { stageId: uuid(2), status: 'open' }, after: { stageId: uuid(3), status: 'open' } } },
      ],
      step: { fromStageId: uuid(2), toStageId: uuid(3), secondsInPrevious: 90 },
    });
  });
  test('to the same stage changes nothing', () => expect(move(deal, { stageId: uuid(2) }, place, later).events).toEqual([]));
  test('a closed deal is refused', () => {
    const won = win(deal, {}, later).next;
    expect(() => move(won, { stageId: uuid(3) }, place, later)).toThrow(expect.objectContaining({ code: 'CRM_DEAL_NOT_OPEN' }));
  });
});

describe('closing', () => {
  test('winning tells the value, the owner and when', () => {
    expect(win(deal, { expectedVersion: 1 }, later)).toMatchObject({
      next: { status: 'won', closedAt: later.toISOString(), stageId: uuid(2) },
      events: [{ type: 'crm.deal.won', data: { ownerId: 'user-1', value: { amount: 150_00 }, closedAt: later.toISOString() } }],
      step: { status: 'won', secondsInPrevious: 90 },
    });
  });
  test('losing keeps the reason out of the event', () => {
    const { next, events } = lose(deal, { reason: 'Za drogo' }, later);
    expect(next).toMatchObject({ status: 'lost', lostReason: 'Za drogo' });
    expect(JSON.stringify(events)).not.toContain('drogo');
  });
  test('twice is refused', () => {
    const won = win(deal, {}, later).next;
    expect(() => win(won, {}, later)).toThrow(expect.objectContaining({ code: 'CRM_DEAL_NOT_OPEN' }));
    expect(() => lose(won, {}, later)).toThrow(expect.objectContaining({ code: 'CRM_DEAL_NOT_OPEN' }));
  });
  test('is undone by reopening', () => {
    const lost = lose(deal, { reason: 'x' }, later).next;
    expect(reopen(lost, {}, later)).toMatchObject({
      next: { status: 'open', closedAt: null, lostReason: null },
      events: [{ type: 'crm.deal.reopened', data: { before: { status: 'lost' }, after: { status: 'open' } } }],
    });
    expect(() => reopen(deal, {}, later)).toThrow(expect.objectContaining({ code: 'CRM_DEAL_NOT_CLOSED' }));
  });
});

describe('updating', () => {
  test('tells the values only when they changed', () => {
    expect(update(deal, { title: 'Inne' }, later).events[0]?.data).toEqual(expect.not.objectContaining({ before: expect.anything() }));
    expect(update(deal, { value: { amount: 1, currency: 'EUR' } }, later).events[0]?.data).toMatchObject({
      changedFields: ['value'],
      before: { value: { amount: 150_00, currency: 'PLN' } },
      after: { value: { amount: 1, currency: 'EUR' } },
    });
  });
  test('with a stale version is refused', () => {
    expect(() => update(deal, { title: 'Y', expectedVersion: 3 }, later)).toThrow(expect.objectContaining({ code: 'VERSION_STALE' }));
  });
});

test('a deleted deal is not found until it is restored', () => {
  const deleted = remove(deal, later).next;
  expect(() => win(deleted, {}, later)).toThrow(expect.objectContaining({ code: 'CRM_DEAL_NOT_FOUND' }));
  expect(restore(deleted, later)).toMatchObject({ next: { deletedAt: null }, events: [{ type: 'crm.deal.restored' }] });
});
