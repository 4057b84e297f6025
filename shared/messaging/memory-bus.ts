import { AppError } from '../errors/app-error.ts';
import type {
  Bus,
  ConsumerOptions,
  ConsumerStatus,
  DeadLetterPage,
  DeadLetters,
  DeliveryHandler,
  ReplayAnswer,
  RunningConsumer,
  StreamStatus,
} from './bus.ts';
import {
  answerText,
  pageSize,
  pageStart,
  positionOf,
  readAnswer,
  readDeadLetter,
  replaySubject,
  type StoredMessage,
} from './dead-letter.ts';
import { type MemoryBroker, matches } from './memory-broker.ts';
import { DEAD_LETTER_STREAM, type StreamSizes, streamConfigs } from './streams.ts';

/** One service's view of a broker in this process: for tests that need no server, by the same rules as the real one. */
export function memoryBus(broker: MemoryBroker, sizes: StreamSizes = {}): Bus {
  const closers = new Set<() => void>();
  const closable = (undo: () => void) => {
    closers.add(undo);
    return {
      close: async () => {
        closers.delete(undo);
        undo();
      },
    };
  };
  return {
    ensureStreams: async () => {
      for (const config of streamConfigs(sizes)) broker.ensureStream(config);
    },
    publish: async (message) => broker.publish(message),
    consume: async (options, handler) => consume(broker, options, handler, closable),
    tail: async (subject, onMessage) => {
      const listener = { subject, onMessage };
      broker.listeners.add(listener);
      return closable(() => void broker.listeners.delete(listener));
    },
    announce: (subject, payload) => broker.tell(subject, payload),
    answerReplays: async (service, durable, handler) => {
      const subject = replaySubject(service, durable);
      broker.replayers.set(subject, [...(broker.replayers.get(subject) ?? []), handler]);
      return closable(
        () =>
          void broker.replayers.set(
            subject,
            (broker.replayers.get(subject) ?? []).filter((one) => one !== handler),
          ),
      );
    },
    deadLetters: memoryDeadLetters(broker),
    streamStatus: async (name) => streamStatus(broker, name),
    stored: async (name, seq) => {
      const message = broker.streams.get(name)?.messages.get(seq);
      return (
        message && {
          id: message.headers['Nats-Msg-Id'] ?? '',
          subject: message.subject,
          payload: message.payload,
          headers: message.headers,
        }
      );
    },
    status: async () => ({
      connected: broker.up,
      brokerId: broker.id,
      reconnects: 0,
      streams: [...broker.streams.keys()].map((name) => streamStatus(broker, name)),
      missing: streamConfigs()
        .map(({ name }) => name)
        .filter((name) => !broker.streams.has(name)),
    }),
    connected: () => broker.up,
    brokerId: () => broker.id,
    close: async () => {
      for (const close of closers) close();
    },
  };
}

function consume(
  broker: MemoryBroker,
  options: ConsumerOptions,
  handler: DeliveryHandler,
  closable: (undo: () => void) => { close(): Promise<void> },
): RunningConsumer {
  const { durable, detach } = broker.attach(options, handler);
  let open = true;
  const status = async (): Promise<ConsumerStatus> => {
    const stream = broker.streams.get(options.stream);
    const waiting = [...(stream?.messages.values() ?? [])].filter(
      ({ seq, subject }) => seq >= durable.next && matches(options.filterSubject, subject),
    );
    const oldest = Math.min(durable.next, ...durable.pending.keys());
    const { stream: name, durable: consumer } = options;
    return {
      stream: name,
      durable: consumer,
      pending: waiting.length,
      ackPending: durable.pending.size,
      redelivered: durable.redelivered,
      waiting: 0,
      ackFloor: oldest - 1,
      delivered: durable.next - 1,
    };
  };
  const { close } = closable(() => {
    open = false;
    detach();
  });
  return { alive: () => open && broker.up, status, close };
}

function streamStatus(broker: MemoryBroker, name: string): StreamStatus {
  const stream = broker.streams.get(name);
  if (!stream) throw new Error(`No stream ${name}`);
  return {
    name,
    messages: stream.messages.size,
    bytes: stream.bytes,
    limitBytes: stream.config.max_bytes,
    consumers: stream.durables.size,
    lastSeq: stream.lastSeq,
    lastTime: stream.messages.get(stream.lastSeq)?.time,
  };
}

function memoryDeadLetters(broker: MemoryBroker): DeadLetters {
  const all = (): Map<number, StoredMessage> => broker.streams.get(DEAD_LETTER_STREAM)?.messages ?? new Map();
  const stored = (id: string): StoredMessage => {
    const message = all().get(positionOf(id));
    if (!message) throw new AppError('DEAD_LETTER_NOT_FOUND');
    return message;
  };
  return {
    list: async ({ service = '*', durable = '*', cursor, limit } = {}) =>
      page([...all().values()], `dlq.${service}.${durable}`, pageStart(cursor), pageSize(limit)),
    get: async (id) => readDeadLetter(stored(id)),
    replay: async (id) => {
      const message = stored(id);
      const answer = await replay(broker, message);
      all().delete(message.seq);
      return answer;
    },
    discard: async (id) => void all().delete(stored(id).seq),
    counts: async () => {
      const groups = Map.groupBy(all().values(), ({ subject }) => subject);
      return [...groups].map(([subject, messages]) => ({
        service: subject.split('.')[1] ?? '',
        durable: subject.split('.')[2] ?? '',
        messages: messages.length,
      }));
    },
  };
}

function page(messages: readonly StoredMessage[], filter: string, after: number, size: number): DeadLetterPage {
  const rest = messages.filter(({ seq, subject }) => seq > after && matches(filter, subject));
  const items = rest.slice(0, size).map(readDeadLetter);
  return { items, nextCursor: rest.length > items.length ? (items.at(-1)?.id ?? null) : null };
}

/** Through text, as over the wire: what a handler throws must survive that. */
async function replay(broker: MemoryBroker, message: StoredMessage): Promise<ReplayAnswer> {
  const { service, durable, subject } = readDeadLetter(message);
  const handler = broker.replayers.get(replaySubject(service, durable))?.[0];
  if (!handler) throw new AppError('SERVICE_UNAVAILABLE');
  return readAnswer(await answerText(handler({ subject, payload: message.payload, headers: message.headers })));
}
