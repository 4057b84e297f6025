import type { Clock } from '@crm-gtd/shared/clock.ts';
import {
  boardSums,
  closedMonths,
  createDeal,
  dealBuyer,
  deleteDeal,
  getDeal,
  listDeals,
  loseDeal,
  moveDeal,
  reopenDeal,
  restoreDeal,
  stageHistory,
  updateDeal,
  winDeal,
} from '@crm-gtd/shared/contracts/crm/deals.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import { create, lose, move, remove, reopen, restore, update, win } from './deal.ts';
import type { DealsStore } from './deals.store.ts';

export const dealsActions = (store: DealsStore, clock: Clock): ActionEntry[] => [
  handle(listDeals, (query, { scope }) => store.list(scope, query)),
  handle(boardSums, async ({ pipelineId }, { scope }) => ({ items: await store.sums(scope, pipelineId), nextCursor: null })),
  handle(closedMonths, (query, { scope }) => store.closedMonths(scope, query)),
  handle(getDeal, ({ dealId }, { scope }) => store.get(scope, dealId)),
  handle(dealBuyer, (input, { scope }) => store.buyer(scope, input)),
  handle(stageHistory, async ({ dealId }, { scope }) => ({ items: await store.history(scope, dealId), nextCursor: null })),
  handle(createDeal, (input, { scope }) => {
    const made = { id: newId(), ownerId: scope.actorId, now: clock.now() };
    return store.create(scope, input, (place) => create(made, input, place));
  }),
  handle(updateDeal, ({ dealId, ...patch }, { scope }) => store.update(scope, dealId, (deal) => update(deal, patch, clock.now()))),
  handle(moveDeal, ({ dealId, ...input }, { scope }) => store.move(scope, dealId, (deal, place) => move(deal, input, place, clock.now()))),
  handle(winDeal, ({ dealId, ...input }, { scope }) => store.update(scope, dealId, (deal) => win(deal, input, clock.now()))),
  handle(loseDeal, ({ dealId, ...input }, { scope }) => store.update(scope, dealId, (deal) => lose(deal, input, clock.now()))),
  handle(reopenDeal, ({ dealId, ...input }, { scope }) => store.update(scope, dealId, (deal) => reopen(deal, input, clock.now()))),
  handle(deleteDeal, ({ dealId }, { scope }) => store.update(scope, dealId, (deal) => remove(deal, clock.now()))),
  handle(restoreDeal, ({ dealId }, { scope }) => store.update(scope, dealId, (deal) => restore(deal, clock.now()))),
];
