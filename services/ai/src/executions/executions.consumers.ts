import { type Clock, dateIn, monotonicMs } from '@crm-gtd/shared/clock.ts';
import { dealWon } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { type ConsumerDeclaration, type Received, reaction } from '@crm-gtd/shared/messaging/consumer.ts';
import type { DB } from '../generated/db-types.ts';
import { localSuggester } from '../models/local-heuristic.ts';
import { homeTimeZone } from '../time-zone.ts';
import { finish, type Run } from './execution.ts';
import { insertExecution } from './executions.store.ts';
import { nextSteps } from './next-steps.ts';

export const executionsConsumers = (clock: Clock): ConsumerDeclaration[] => [
  reaction<typeof dealWon, DB>(dealWon, {
    durable: 'ai-executions-deal-won',
    // Every win is a run of its own, also one that was overtaken.
    older: 'handle',
    handle: (event, tx) => insertExecution(tx, finish(runOf(event), clock.now())),
  }),
];

function runOf({ envelope, data }: Received<typeof dealWon>): Run {
  const started = monotonicMs();
  const closedOn = dateIn(new Date(data.closedAt), homeTimeZone);
  const steps = nextSteps(data, closedOn);
  return {
    id: deterministicId(envelope.id, 'execution'),
    rule: 'deal-won-next-steps',
    provider: localSuggester.provider,
    model: 'rules-1',
    durationMs: monotonicMs() - started,
    input: { eventId: envelope.id, dealId: data.dealId, value: data.value, companyId: data.companyId, contactId: data.contactId, closedOn },
    output: { steps },
    triggeredBy: envelope.type,
    dealId: data.dealId,
  };
}
