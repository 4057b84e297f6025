import { newId } from '../ids.ts';
import { type BusMessage, type ConsumerOptions, type Delivery, type DeliveryHandler, type PublishAck, PublishError, type ReplayHandler } from './bus.ts';
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

type Stream = { config: StreamConfig; messages: Map<number, StoredMessage>; lastSeq: number; bytes: number; ids: Map<string, { seq: number; at: number }>; durables: Map<string, Durable> };

/** `given` names the delivery that is out; a nak of an older one changes nothing, an ack of an older one counts, as in JetStream. */
type Pending = { attempt: number; given: number; cancel: () => void };

type Member = { handler: DeliveryHandler };

type Durable = { options: ConsumerOptions; next: number; pending: Map<number, Pending>; due: number[]; members: Member[]; turn: number; redelivered: number };

/**
 * JetStream's rules in one process: streams with limits and de-duplication, durables with an ack wait, naks with delay, at most
 * `maxAckPending` messages out, redelivery out of order. Several buses share one broker as several services share a server.
 */
export type MemoryBroker = ReturnType<typeof createMemoryBroker>;

export function createMemoryBroker(timers: Timers = realTimers) {
  const streams = new Map<string, Stream>();
  const listeners = new Set<Readonly<{ subject: string; onMessage: (payload: string, subject: string) => void }>>();
  const replayers = new Map<string, ReplayHandler[]>();
  const state = { up: true, id: newId(), deliveries: 0 };

  const streamOn = (subject: string): Stream | undefined => [...streams.values()].find(({ config }) => config.subjects.some((filter) => matches(filter, subject)));

  function publish(message: BusMessage): PublishAck {
    if (!state.up) throw new PublishError('The broker is not connected', false);
    const stream = streamOn(message.subject);
    if (!stream) throw new PublishError(`No stream takes ${message.subject}`, true);
    const bytes = Buffer.byteLength(message.payload);
    const { max_msg_size: largest, max_bytes: room, duplicate_window } = stream.config;
    if (largest >= 0 && bytes > largest) throw new PublishError('Message size exceeds maximum allowed', true);
    const known = stream.ids.get(message.id);
    if (known && timers.now() - known.at < duplicate_window / 1_000_000) return { duplicate: true, streamSeq: known.seq };
    if (stream.bytes + bytes > room) throw new PublishError('Maximum bytes exceeded', false);
    const seq = store(stream, message, bytes);
    tell(message.subject, message.payload);
    for (const durable of stream.durables.values()) dispatch(stream, durable);
    return { duplicate: false, streamSeq: seq };
  }

  function store(stream: Stream, { id, subject, payload, headers = {} }: BusMessage, bytes: number): number {
    const seq = (stream.lastSeq += 1);
    stream.messages.set(seq, { seq, subject, payload, headers: { ...headers, 'Nats-Msg-Id': id }, time: new Date(performance.timeOrigin + performance.now()) });
    stream.ids.set(id, { seq, at: timers.now() });
    stream.bytes += bytes;
    return seq;
  }

  function tell(subject: string, payload: string): void {
    for (const listener of listeners) if (matches(listener.subject, subject)) queueMicrotask(() => listener.onMessage(payload, subject));
  }

  /** Hands out what may go: first what is due again, then what is new. */
  function dispatch(stream: Stream, durable: Durable): void {
    if (!state.up) return;
    while (durable.members.length > 0) {
      const again = durable.due.shift();
      const seq = again ?? nextNew(stream, durable);
      if (seq === undefined) return;
      const message = stream.messages.get(seq);
      if (message) give(stream, durable, message);
      else durable.pending.delete(seq);
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

  function give(stream: Stream, durable: Durable, message: StoredMessage): void {
    const before = durable.pending.get(message.seq);
    const attempt = (before?.attempt ?? 0) + 1;
    if (durable.options.maxDeliver > 0 && attempt > durable.options.maxDeliver) return giveUp(stream, durable, message);
    if (attempt > 1) durable.redelivered += 1;
    const given = (state.deliveries += 1);
    durable.pending.set(message.seq, { attempt, given, cancel: timers.after(durable.options.ackWaitMs, () => again(stream, durable, message.seq, given)) });
    const member = durable.members[(durable.turn += 1) % durable.members.length];
    const delivery = deliveryOf(stream, durable, message, attempt, given);
    queueMicrotask(() => void member?.handler(delivery));
  }

  function giveUp(stream: Stream, durable: Durable, message: StoredMessage): void {
    durable.pending.delete(message.seq);
    advise('MAX_DELIVERIES', stream, durable, message.seq);
  }

  function advise(kind: string, stream: Stream, { options }: Durable, seq: number): void {
    const subject = `$JS.EVENT.ADVISORY.CONSUMER.${kind}.${stream.config.name}.${options.durable}`;
    if (streamOn(subject)) publish({ id: newId(), subject, payload: JSON.stringify({ stream: stream.config.name, consumer: options.durable, stream_seq: seq, deliveries: options.maxDeliver }) });
  }

  function again(stream: Stream, durable: Durable, seq: number, given: number): void {
    if (durable.pending.get(seq)?.given !== given) return;
    durable.due.push(seq);
    dispatch(stream, durable);
  }

  function deliveryOf(stream: Stream, durable: Durable, message: StoredMessage, attempt: number, given: number): Delivery {
    const broker = state.id;
    const reachable = (): boolean => state.up && state.id === broker;
    const restart = (milliseconds: number): void => {
      const pending = durable.pending.get(message.seq);
      if (!reachable() || pending?.given !== given) return;
      pending.cancel();
      pending.cancel = timers.after(milliseconds, () => again(stream, durable, message.seq, given));
    };
    const end = (): void => {
      durable.pending.get(message.seq)?.cancel();
      durable.pending.delete(message.seq);
      durable.due = durable.due.filter((seq) => seq !== message.seq);
      dispatch(stream, durable);
    };
    return {
      subject: message.subject,
      payload: message.payload,
      headers: message.headers,
      stream: stream.config.name,
      streamSeq: message.seq,
      attempt,
      ack: async () => {
        if (reachable()) end();
        return reachable();
      },
      nak: restart,
      term: () => {
        if (!reachable()) return;
        end();
        advise('MSG_TERMINATED', stream, durable, message.seq);
      },
      inProgress: () => restart(durable.options.ackWaitMs),
    };
  }

  return {
    state,
    streams,
    listeners,
    replayers,
    publish,
    tell,
    ensureStream(config: StreamConfig): void {
      const found = streams.get(config.name);
      if (!found) return void streams.set(config.name, { config, messages: new Map(), lastSeq: 0, bytes: 0, ids: new Map(), durables: new Map() });
      const fields = differences(config, found.config);
      if (fields.length > 0) throw new ConfigMismatchError(`Stream ${config.name}`, fields);
    },
    attach(options: ConsumerOptions, handler: DeliveryHandler): Readonly<{ durable: Durable; detach: () => void }> {
      const stream = streams.get(options.stream);
      if (!stream) throw new Error(`No stream ${options.stream}`);
      const durable: Durable = stream.durables.get(options.durable) ?? { options, next: 1, pending: new Map(), due: [], members: [], turn: -1, redelivered: 0 };
      const fields = differences({ filterSubject: options.filterSubject }, durable.options);
      if (fields.length > 0) throw new ConfigMismatchError(`Durable ${options.durable} on ${options.stream}`, fields);
      durable.options = options;
      stream.durables.set(options.durable, durable);
      const member: Member = { handler };
      durable.members.push(member);
      dispatch(stream, durable);
      return { durable, detach: () => void (durable.members = durable.members.filter((one) => one !== member)) };
    },
    /** Clients lose their connection; what is out stays out until its ack wait ends. */
    stop: (): void => void (state.up = false),
    start(): void {
      state.up = true;
      state.id = newId();
      for (const stream of streams.values()) for (const durable of stream.durables.values()) dispatch(stream, durable);
    },
    /** What a power cut does to a store that is not flushed on every message. */
    loseNewest(name: string, amount: number): void {
      const stream = streams.get(name);
      for (const { seq, headers } of [...(stream?.messages.values() ?? [])].slice(-amount)) {
        stream?.messages.delete(seq);
        stream?.ids.delete(headers['Nats-Msg-Id'] ?? '');
        if (stream) stream.lastSeq = seq - 1 < stream.lastSeq ? seq - 1 : stream.lastSeq;
      }
    },
  };
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
