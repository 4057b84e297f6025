import type { EventContract } from '../../contracts/define.ts';
import type { Outcome, Received } from '../consumer.ts';
import type { InUnit, Running } from './passage.ts';

/** The consumer's own code. A projection has none for the events it did not declare: those only move its sequence on. */
export async function handler({ declaration }: Running, { envelope, data, scope, contract, tx, prepared }: InUnit): Promise<Outcome> {
  if (declaration.kind === 'projection' && !contract) return 'ok';
  const event: Received<EventContract> = { envelope, data, scope };
  await declaration.handle(event, tx, prepared);
  return 'ok';
}
