import type { ConsumeContext } from '../consumer.ts';
import type { InUnit, Message, Step } from './passage.ts';

/** Calls to others first, then one transaction for everything that follows: it commits when the rest has ended well. */
export const unit: Step<Message, InUnit> = async ({ declaration, db, failAt }, message, next) => {
  const prepared = await declaration.prepare?.(message, contextOf(message));
  failAt('consumer.prepared');
  const outcome = await db.withTenant(message.scope, async (tx) => {
    const result = await next({ ...message, tx, prepared });
    failAt('consumer.beforeCommit');
    return result;
  });
  failAt('consumer.afterCommit');
  return outcome;
};

export const contextOf = ({ attempt, replayed, scope }: Message): ConsumeContext => ({ attempt, replayed, scope });
