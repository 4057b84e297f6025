import { claim } from '../inbox.ts';
import { advance, lastSequence, placeOf, SequenceGap } from '../order.ts';
import type { InUnit, Step } from './passage.ts';

/**
 * Inbox, then order; both questions travel together. A skipped event keeps its inbox row, so it stays skipped.
 * A replayed reaction runs although newer events were handled: a person asked for exactly this one.
 */
export const admission: Step<InUnit, InUnit> = async ({ declaration }, message, next) => {
  const { kind, durable, older } = declaration;
  const { tx, envelope, replayed } = message;
  if (kind === 'observer') return (await claim(tx, durable, envelope.id)) ? next(message) : 'duplicate';
  const [fresh, last] = await Promise.all([claim(tx, durable, envelope.id), lastSequence(tx, durable, envelope)]);
  if (!fresh) return 'duplicate';
  const place = placeOf(kind, last, envelope.sequence);
  if (place === 'gap') throw new SequenceGap(last, envelope.sequence);
  if (place === 'older' && older === 'skip' && !(replayed && kind === 'reaction')) return 'skipped_version';
  const [outcome] = await Promise.all([next(message), advance(tx, durable, envelope, envelope.sequence)]);
  return outcome;
};
