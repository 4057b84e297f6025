import {
  DealMotion,
  dealCreated,
  dealDeleted,
  dealLost,
  dealMoved,
  dealReopened,
  dealRestored,
  dealWon,
} from '@crm-gtd/shared/contracts/crm/deals.ts';
import { countCommitted } from '@crm-gtd/shared/messaging/committed.ts';
import { counter, gauge } from '@crm-gtd/shared/telemetry/metrics.ts';
import type { OpenDeals } from './deal-figures.store.ts';

const deals = counter('crm_deals_total');
const transitions = counter('crm_stage_transitions_total');
const wonValue = counter('crm_deal_won_value_minor_total');
const open = gauge('crm_deals_open');

/** Each deal counts when what happened to it is committed. A won value below zero would turn the counter back: it counts as nothing. */
export const countDeals = (): void => {
  countCommitted(dealCreated, () => deals.inc({ outcome: 'created' }));
  countCommitted(dealDeleted, () => deals.inc({ outcome: 'deleted' }));
  countCommitted(dealRestored, () => deals.inc({ outcome: 'restored' }));
  countCommitted(dealMoved, () => transitions.inc({ stage_kind: 'open' }));
  countCommitted(dealLost, () => ended('lost'));
  countCommitted(dealReopened, () => ended('reopened'));
  countCommitted(dealWon, ({ value }) => {
    ended('won');
    wonValue.inc({ currency: value.currency }, Math.max(0, value.amount));
  });
};

const ended = (outcome: 'won' | 'lost' | 'reopened'): void => {
  deals.inc({ outcome });
  transitions.inc({ stage_kind: outcome });
};

export const showOpenDeals = (figures: OpenDeals): void => {
  for (const motion of DealMotion.options) open.set({ motion }, figures.find((one) => one.motion === motion)?.deals ?? 0);
};
