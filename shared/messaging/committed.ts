import type { DataOf, EventContract, PendingEvent } from '../contracts/define.ts';

type Count = (data: Readonly<Record<string, unknown>>) => void;

const counts = new Map<string, Count>();

/** What a fact adds to the figures of its own service, once it is committed. One count per event type: the newest said holds. */
export const countCommitted = <E extends EventContract>(event: E, count: (data: DataOf<E>) => void): void =>
  void counts.set(event.type, count as Count);

export const counted = (events: readonly PendingEvent[]): void => {
  for (const { type, data } of events) counts.get(type)?.(data);
};
