/** The part of the NATS client that sends what it has collected. */
type Sender = { flushPending(): void };

const senderOf = (connection: object): Sender => {
  const { protocol } = connection as { protocol?: Partial<Sender> };
  if (typeof protocol?.flushPending !== 'function')
    throw new Error('This version of the NATS client sends in another way: see write-together.ts');
  return protocol as Sender;
};

/**
 * What one turn of the event loop publishes (calls, answers, acks, outbox rows) goes to NATS in one write. By itself the client writes
 * as soon as the current callback has run, so that each request or delivered event costs a system call of its own; under load that
 * was the dearest single thing on the way through the bus. What is alone waits for nothing: the turn ends at once.
 */
export const writeTogether = (connection: object): void => {
  const sender = senderOf(connection);
  const flush = sender.flushPending.bind(sender);
  let due = false;
  sender.flushPending = () => {
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      flush();
    });
  };
};
