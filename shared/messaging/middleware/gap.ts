import type { AggregateRef, ConsumerDeclaration, FetchedState, Outcome } from '../consumer.ts';
import { claim } from '../inbox.ts';
import { advance, lastSequence, SequenceGap } from '../order.ts';
import type { Message, Running, Step } from './passage.ts';
import { contextOf } from './unit.ts';

/** So many waits for the missing event before the owner is asked. */
const WAITS = 5;

/** When an event before this one does not come, the owner's state replaces all that is missing and the sequence jumps. */
export const gap: Step<Message, Message> = async (running, message, next) => {
  try {
    return await next(message);
  } catch (error) {
    const { fetchState } = running.declaration;
    if (!(error instanceof SequenceGap) || !fetchState) throw error;
    if (message.attempt <= WAITS && !message.replayed) throw error;
    return jump(running, message, fetchState);
  }
};

async function jump(running: Running, message: Message, fetchState: NonNullable<ConsumerDeclaration['fetchState']>): Promise<Outcome> {
  const { envelope, scope } = message;
  const ref: AggregateRef = {
    scope,
    organizationId: envelope.organizationid,
    aggregateType: envelope.aggregatetype,
    aggregateId: envelope.aggregateid,
  };
  const state = await fetchState(ref, contextOf(message));
  const sequence = state?.sequence ?? envelope.sequence;
  if (sequence < envelope.sequence) throw new SequenceGap(sequence, envelope.sequence);
  running.logger.warn('consumer.gap_jumped', { consumer: running.declaration.durable, event_id: envelope.id, sequence });
  return running.db.withTenant(scope, (tx) => applyState(running.declaration.durable, message, tx, state, sequence));
}

async function applyState(
  durable: string,
  { envelope }: Message,
  tx: Parameters<ConsumerDeclaration['handle']>[1],
  state: FetchedState<unknown> | undefined,
  sequence: number,
): Promise<Outcome> {
  const [fresh, last] = await Promise.all([claim(tx, durable, envelope.id), lastSequence(tx, durable, envelope)]);
  if (!fresh) return 'duplicate';
  if (last >= sequence) return 'skipped_version';
  await state?.apply(tx);
  await advance(tx, durable, envelope, sequence);
  return 'ok';
}
