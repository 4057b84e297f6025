import { systemClock } from '../clock.ts';
import { newId } from '../ids.ts';
import {
  type BusMessage,
  type ConsumerOptions,
  type Delivery,
  type DeliveryHandler,
  type PublishAck,
  PublishError,
  type ReplayHandler,
} from './bus.ts';
import type { StoredMessage } from './dead-letter.ts';
import { ConfigMismatchError, differences, type StreamConfig } from './streams.ts';

/** Time as the broker sees it; a property test moves it by hand. */
export type Timers = Readonly<{ now(): number; after(milliseconds: number, run: () => void): () => void }>;

export const realTimers: Timers = {
  now: () => performance.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

type Stream = {
  config: StreamConfig;
  messages: Map<number, StoredMessage>;
  lastSeq: number;
  bytes: number;
  ids: Map<string, { seq: number; at: number }>;
  durables: Map<string, Durable>;
};

/** `given` names the delivery that is out; a nak of an older one changes nothing, an ack of an older one counts, as in JetStream. */
type Pending = { attempt: number; given: number; cancel: () => void };

type Member = { handler: DeliveryHandler };

type Durable = {
  options: ConsumerOptions;
  next: number;
  pending: Map<number, Pending>;
  due: number[];
  members: Member[];
  turn: number;
  redelivered: number;
};

type Listener = Readonly<{ subject: string; onMessage: (payload: string, subject: string) => void }>;

/**
 * JetStream's rules in one process: streams with limits and de-duplication, durables with an ack wait, naks with delay, at most
 * `maxAckPending` messages out, redelivery out of order. Several buses share one broker as several services share a server.
 */
export class MemoryBroker {
  readonly streams = new Map<string, Stream>();
  readonly listeners = new Set<Listener>();
  readonly replayers = new Map<string, ReplayHandler[]>();
  up = true;
  id = newId();
  readonly #timers: Timers;
  #deliveries = 0;

  constructor(timers: Timers = realTimers) {
    this.#timers = timers;
  }

  ensureStream(config: StreamConfig): void {
    const found = this.streams.get(config.name);
    const fields = found ? differences(config, found.config) : [];
    if (fields.length > 0) throw new ConfigMismatchError(`Stream ${config.name}`, fields);
    if (found) return;
    this.streams.set(config.name, { config, messages: new Map(), lastSeq: 0, bytes: 0, ids: new Map(), durables: new Map() });
  }

  publish(message: BusMessage): PublishAck {
    if (!this.up) throw new PublishError('The broker is not connected', false);
    // Live listeners hear what is said, whether a stream takes it, knows it already or has no room.
    this.tell(message.subject, message.payload);
    const stream = this.#streamOn(message.subject);
    if (!stream) throw new PublishError(`No stream takes ${message.subject}`, true);
    const bytes = Buffer.byteLength(message.payload);
    const { max_msg_size: largest, max_bytes: room, duplicate_window: window } = stream.config;
    if (largest >= 0 && bytes > largest) throw new PublishError('Message size exceeds maximum allowed', true);
    const known = stream.ids.get(message.id);
    if (known && this.#timers.now() - known.at < window / 1_000_000) return { duplicate: true, streamSeq: known.seq };
    if (stream.bytes + bytes > room) throw new PublishError('Maximum bytes exceeded', false);
    const streamSeq = this.#store(stream, message, bytes);
    for (const durable of stream.durables.values()) this.#dispatch(stream, durable);
    return { duplicate: false, streamSeq };
  }

  tell(subject: string, payload: string): void {
    for (const listener of this.listeners)
      if (matches(listener.subject, subject)) queueMicrotask(() => listener.onMessage(payload, subject));
  }

  attach(options: ConsumerOptions, handler: DeliveryHandler): Readonly<{ durable: Durable; detach: () => void }> {
    const stream = this.streams.get(options.stream);
    if (!stream) throw new Error(`No stream ${options.stream}`);
    const durable: Durable = stream.durables.get(options.durable) ?? {
      options,
      next: 1,
      pending: new Map(),
      due: [],
      members: [],
      turn: -1,
      redelivered: 0,
    };
    const fields = differences({ filterSubject: options.filterSubject }, durable.options);
    if (fields.length > 0) throw new ConfigMismatchError(`Durable ${options.durable} on ${options.stream}`, fields);
    durable.options = options;
    stream.durables.set(options.durable, durable);
    const member: Member = { handler };
    durable.members.push(member);
    this.#dispatch(stream, durable);
    const detach = (): void => {
      durable.members = durable.members.filter((one) => one !== member);
    };
    return { durable, detach };
  }

  /** Clients lose their connection; what is out stays out until its ack wait ends. */
  stop(): void {
    this.up = false;
  }

  start(): void {
    this.up = true;
    this.id = newId();
    for (const stream of this.streams.values()) for (const durable of stream.durables.values()) this.#dispatch(stream, durable);
  }

  /** What a power cut does to a store that is not flushed on every message. */
  loseNewest(name: string, amount: number): void {
    const stream = this.streams.get(name);
    if (!stream) return;
    for (const { seq, headers } of [...stream.messages.values()].slice(-amount)) {
      stream.messages.delete(seq);
      stream.ids.delete(headers['Nats-Msg-Id'] ?? '');
      stream.lastSeq = Math.min(stream.lastSeq, seq - 1);
    }
  }

  #streamOn(subject: string): Stream | undefined {
    return [...this.streams.values()].find(({ config }) => config.subjects.some((filter) => matches(filter, subject)));
  }

  #store(stream: Stream, { id, subject, payload, headers = {} }: BusMessage, bytes: number): number {
    stream.lastSeq += 1;
    const seq = stream.lastSeq;
    stream.messages.set(seq, { seq, subject, payload, headers: { ...headers, 'Nats-Msg-Id': id }, time: systemClock.now() });
    stream.ids.set(id, { seq, at: this.#timers.now() });
    stream.bytes += bytes;
    return seq;
  }

  /** Hands out what may go: first what is due again, then what is new. */
  #dispatch(stream: Stream, durable: Durable): void {
    while (this.up && durable.members.length > 0) {
      const seq = durable.due.shift() ?? nextNew(stream, durable);
      if (seq === undefined) return;
      const message = stream.messages.get(seq);
      if (message) this.#give(stream, durable, message);
      else durable.pending.delete(seq);
    }
  }

  #give(stream: Stream, durable: Durable, message: StoredMessage): void {
    const { seq } = message;
    const attempt = (durable.pending.get(seq)?.attempt ?? 0) + 1;
    const { maxDeliver, ackWaitMs } = durable.options;
    if (maxDeliver > 0 && attempt > maxDeliver) {
      durable.pending.delete(seq);
      this.#advise('MAX_DELIVERIES', stream, durable, seq);
      return;
    }
    if (attempt > 1) durable.redelivered += 1;
    this.#deliveries += 1;
    const given = this.#deliveries;
    durable.pending.set(seq, { attempt, given, cancel: this.#timers.after(ackWaitMs, () => this.#again(stream, durable, seq, given)) });
    durable.turn += 1;
    const member = durable.members[durable.turn % durable.members.length];
    const delivery = this.#deliveryOf(stream, durable, message, { attempt, given });
    queueMicrotask(() => void member?.handler(delivery));
  }

  #again(stream: Stream, durable: Durable, seq: number, given: number): void {
    if (durable.pending.get(seq)?.given !== given) return;
    durable.due.push(seq);
    this.#dispatch(stream, durable);
  }

  #advise(kind: string, stream: Stream, { options }: Durable, seq: number): void {
    const subject = `$JS.EVENT.ADVISORY.CONSUMER.${kind}.${stream.config.name}.${options.durable}`;
    if (!this.#streamOn(subject)) return;
    const payload = JSON.stringify({
      stream: stream.config.name,
      consumer: options.durable,
      stream_seq: seq,
      deliveries: options.maxDeliver,
    });
    this.publish({ id: newId(), subject, payload });
  }

  #deliveryOf(stream: Stream, durable: Durable, message: StoredMessage, { attempt, given }: { attempt: number; given: number }): Delivery {
    const broker = this.id;
    const reachable = (): boolean => this.up && this.id === broker;
    const { seq, subject, payload, headers } = message;
    const restart = (milliseconds: number): void => {
      const pending = durable.pending.get(seq);
      if (!reachable() || pending?.given !== given) return;
      pending.cancel();
      pending.cancel = this.#timers.after(milliseconds, () => this.#again(stream, durable, seq, given));
    };
    const end = (): boolean => {
      if (!reachable()) return false;
      durable.pending.get(seq)?.cancel();
      durable.pending.delete(seq);
      durable.due = durable.due.filter((one) => one !== seq);
      this.#dispatch(stream, durable);
      return true;
    };
    return {
      subject,
      payload,
      headers,
      stream: stream.config.name,
      streamSeq: seq,
      attempt,
      ack: async () => end(),
      nak: restart,
      term: () => end() && this.#advise('MSG_TERMINATED', stream, durable, seq),
      inProgress: () => restart(durable.options.ackWaitMs),
    };
  }
}

function nextNew(stream: Stream, durable: Durable): number | undefined {
  if (durable.pending.size >= durable.options.maxAckPending) return undefined;
  while (durable.next <= stream.lastSeq) {
    const seq = durable.next;
    durable.next += 1;
    const message = stream.messages.get(seq);
    if (message && matches(durable.options.filterSubject, message.subject)) return seq;
  }
  return undefined;
}

/** `*` stands for one token, `>` for the rest. */
export function matches(filter: string, subject: string): boolean {
  const wanted = filter.split('.');
  const tokens = subject.split('.');
  for (const [index, want] of wanted.entries()) {
    if (want === '>') return tokens.length > index;
    if (tokens[index] === undefined || (want !== '*' && want !== tokens[index])) return false;
  }
  return wanted.length === tokens.length;
}
