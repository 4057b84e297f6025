/**
 * The only thing services know of the broker. Implemented by jetstream-bus.ts and memory-bus.ts; both pass testing/bus-suite.ts.
 * Delivery is at least once and redelivery breaks order: the effect "once, in order" is made by the consumer runner, not here.
 */
export type BusMessage = Readonly<{
  /** The broker stores one message per id within its duplicate window. */
  id: string;
  subject: string;
  payload: string;
  headers?: Readonly<Record<string, string>>;
}>;

export type PublishAck = Readonly<{ duplicate: boolean; streamSeq: number }>;

/** `permanent`: the broker refuses this message and always will (too large, no stream for its subject); anything else heals by waiting. */
export class PublishError extends Error {
  readonly permanent: boolean;

  constructor(message: string, permanent: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PublishError';
    this.permanent = permanent;
  }
}

export type ConsumerOptions = Readonly<{
  stream: string;
  durable: string;
  /** One filter only: nats-server 2.9 knows no lists. */
  filterSubject: string;
  /** Messages handed out and not yet acknowledged, over all replicas of the service. 1 makes the durable strictly serial. */
  maxAckPending: number;
  ackWaitMs: number;
  maxDeliver: number;
}>;

/** One attempt to hand one message over. Exactly one of `ack`, `nak`, `term` ends it; none at all means redelivery after the ack wait. */
export type Delivery = Readonly<{
  subject: string;
  payload: string;
  headers: Readonly<Record<string, string>>;
  stream: string;
  streamSeq: number;
  /** 1 for the first delivery. */
  attempt: number;
  /** Resolves when the broker has confirmed; false when no confirmation came, so that the message may come again. */
  ack(): Promise<boolean>;
  nak(delayMs: number): void;
  /** Never with a reason: nats-server 2.9 ignores such a termination and delivers again. */
  term(): void;
  /** Starts the ack wait anew. */
  inProgress(): void;
}>;

/** Must not throw: it ends the delivery itself. */
export type DeliveryHandler = (delivery: Delivery) => Promise<void>;

export type ConsumerStatus = Readonly<{
  stream: string;
  durable: string;
  pending: number;
  ackPending: number;
  redelivered: number;
  /** Requests for messages that wait at the broker. */
  waiting: number;
  ackFloor: number;
  delivered: number;
}>;

export type RunningConsumer = Readonly<{
  alive(): boolean;
  status(): Promise<ConsumerStatus>;
  /** Takes no more messages. Those in hand still end their deliveries. */
  close(): Promise<void>;
}>;

export type StreamStatus = Readonly<{
  name: string;
  messages: number;
  bytes: number;
  /** -1 without a limit. */
  limitBytes: number;
  consumers: number;
  lastSeq: number;
  lastTime: Date | undefined;
}>;

export type BusStatus = Readonly<{
  connected: boolean;
  brokerId: string | undefined;
  reconnects: number;
  streams: readonly StreamStatus[];
  /** Declared in streams.ts and not there. */
  missing: readonly string[];
}>;

export type DeadLetter = Readonly<{
  /** Position in the dead-letter stream, as text. */
  id: string;
  service: string;
  durable: string;
  reason: string;
  attempts: number;
  /** Where the message came from. */
  subject: string;
  payload: string;
  headers: Readonly<Record<string, string>>;
  at: Date;
}>;

export type DeadLetterPage = Readonly<{ items: readonly DeadLetter[]; nextCursor: string | null }>;

/** What became of a replayed message; see `Outcome` in consumer.ts. */
export type ReplayAnswer = Readonly<{ outcome: string }>;

export type DeadLetters = Readonly<{
  /** Oldest first; at most 100 a page. */
  list(query?: Readonly<{ service?: string; durable?: string; cursor?: string; limit?: number }>): Promise<DeadLetterPage>;
  get(id: string): Promise<DeadLetter>;
  /** Runs the one consumer again and removes the dead letter when it succeeds; throws what the consumer threw. The caller checks the permission and writes the audit entry. */
  replay(id: string): Promise<ReplayAnswer>;
  discard(id: string): Promise<void>;
  /** By service and durable. */
  counts(): Promise<readonly Readonly<{ service: string; durable: string; messages: number }>[]>;
}>;

export type ReplayHandler = (
  message: Readonly<{ subject: string; payload: string; headers: Readonly<Record<string, string>> }>,
) => Promise<ReplayAnswer>;

export type Closable = Readonly<{ close(): Promise<void> }>;

export type Bus = Readonly<{
  /** Creates or verifies every stream of streams.ts; throws `ConfigMismatchError` when one differs from its declaration. */
  ensureStreams(): Promise<void>;
  publish(message: BusMessage): Promise<PublishAck>;
  consume(options: ConsumerOptions, handler: DeliveryHandler): Promise<RunningConsumer>;
  /** Live only, no durability, every subscriber hears everything, also what the relay sends a second time: for realtime fan-out. */
  tail(subject: string, onMessage: (envelopeJson: string, subject: string) => void): Promise<Closable>;
  /** A signal that may get lost; heard by `tail` on the same subject. */
  announce(subject: string, payload: string): void;
  /** Answers replays of one durable; of several replicas one gets each request. */
  answerReplays(service: string, durable: string, handler: ReplayHandler): Promise<Closable>;
  deadLetters: DeadLetters;
  streamStatus(stream: string): Promise<StreamStatus>;
  /** The message at a stream position; undefined when there is none. */
  stored(stream: string, seq: number): Promise<BusMessage | undefined>;
  status(): Promise<BusStatus>;
  connected(): boolean;
  /** Changes when another broker process answers than before: its store may have lost the newest messages. */
  brokerId(): string | undefined;
  close(): Promise<void>;
}>;
