/**
 * Tells the relays of this process that rows were committed, so that an event leaves without waiting for the next poll.
 * A missed signal costs latency only: the relay also polls.
 */
const listeners = new Set<() => void>();

export const onWake = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const wakeRelays = (): void => {
  for (const listener of listeners) listener();
};
