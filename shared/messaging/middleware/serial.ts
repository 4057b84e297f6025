import type { Message, Step } from './passage.ts';

/**
 * One aggregate's events pass one after another within this process, others beside them. It spares waiting on row locks and
 * needless gaps; between replicas the order row decides.
 */
export function serial(): Step<Message, Message> {
  const tails = new Map<string, Promise<unknown>>();
  return async ({ declaration }, message, next) => {
    if (declaration.kind === 'observer') return next(message);
    const { organizationid, aggregatetype, aggregateid } = message.envelope;
    const lane = `${organizationid}/${aggregatetype}/${aggregateid}`;
    const mine = (tails.get(lane) ?? Promise.resolve()).then(() => next(message));
    const tail = mine.catch(() => undefined);
    tails.set(lane, tail);
    try {
      return await mine;
    } finally {
      if (tails.get(lane) === tail) tails.delete(lane);
    }
  };
}
