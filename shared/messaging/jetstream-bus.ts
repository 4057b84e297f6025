import { NatsError, type StreamInfo } from 'nats';
import {
  type Bus,
  type BusMessage,
  type BusStatus,
  type Closable,
  type PublishAck,
  PublishError,
  type ReplayHandler,
  type StreamStatus,
} from './bus.ts';
import { answerText, replaySubject } from './dead-letter.ts';
import { consumeFrom } from './jetstream-consumer.ts';
import { jetStreamDeadLetters } from './jetstream-dead-letters.ts';
import { followConnection, fromHeaders, type JetStreamBusOptions, type Link, openLink, toHeaders } from './jetstream-link.ts';
import { apiCode, ensureStream, findStream } from './jetstream-streams.ts';
import { clientConnected, operationDuration, sentMessages, subjectTemplate } from './messaging-metrics.ts';
import { DEAD_LETTER_STREAM, type StreamSizes, streamConfigs, streamOf } from './streams.ts';

export async function connectJetStreamBus(options: JetStreamBusOptions): Promise<Bus> {
  const link = await openLink(options);
  const { connection, state } = link;
  const ensureStreams = () => ensureAll(link, options);
  // A broker process that is new may have come up with an empty store.
  followConnection(link, ensureStreams);
  return {
    ensureStreams,
    publish: (message) => publish(link, message, options.publishTimeoutMs ?? 1_000),
    consume: (consumer, handler) => consumeFrom(link, consumer, handler, ensureStreams),
    tail: async (subject, onMessage) => {
      const subscription = connection.subscribe(subject, {
        callback: (error, message) => error === null && onMessage(message.string(), message.subject),
      });
      await connection.flush();
      return { close: async () => subscription.unsubscribe() };
    },
    announce: (subject, payload) => void (state.connected && connection.publish(subject, payload)),
    answerReplays: (service, durable, handler) => answerReplays(link, replaySubject(service, durable), handler),
    deadLetters: jetStreamDeadLetters(link),
    streamStatus: (stream) => streamStatus(link, stream),
    stored: (stream, seq) => stored(link, stream, seq),
    status: () => status(link),
    connected: () => state.connected,
    brokerId: () => connection.info?.server_id,
    close: () => close(link),
  };
}

const isUnavailable = (error: unknown): boolean =>
  error instanceof NatsError && ['503', 'TIMEOUT', 'CONNECTION_CLOSED'].includes(error.code);

/** JetStream of a broker that has just started may need a moment more than its port. */
async function ensureAll(link: Link, sizes: StreamSizes): Promise<void> {
  for (const config of streamConfigs(sizes)) {
    for (let tries = 1; ; tries += 1) {
      try {
        await ensureStream(link.manager, config);
        break;
      } catch (error) {
        if (!isUnavailable(error) || tries >= 20) throw error;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  }
}

/** The broker's refusals that waiting does not mend: payload larger than the stream or the server takes, subject of another stream. */
const permanentCodes = new Set([10054, 10060]);

const streamFor = (subject: string): string => {
  const [family, service = ''] = subject.split('.');
  return family === 'dlq' ? DEAD_LETTER_STREAM : streamOf(service);
};

async function publish(link: Link, message: BusMessage, timeoutMs: number): Promise<PublishAck> {
  const template = subjectTemplate(message.subject);
  const started = performance.now();
  const measure = (error_type: '' | 'permanent' | 'transient'): void => {
    const labels = { messaging_destination_template: template, error_type };
    sentMessages.inc(labels);
    operationDuration.observe({ ...labels, messaging_operation_name: 'publish' }, (performance.now() - started) / 1_000);
  };
  try {
    if (!link.state.connected) throw new PublishError('The broker is not connected', false);
    const ack = await link.client.publish(message.subject, message.payload, {
      msgID: message.id,
      timeout: timeoutMs,
      expect: { streamName: streamFor(message.subject) },
      ...(message.headers ? { headers: toHeaders(message.headers) } : {}),
    });
    measure('');
    return { duplicate: ack.duplicate, streamSeq: ack.seq };
  } catch (error) {
    const failure = await publishFailure(link, message, error);
    measure(failure.permanent ? 'permanent' : 'transient');
    throw failure;
  }
}

async function publishFailure(link: Link, message: BusMessage, error: unknown): Promise<PublishError> {
  if (error instanceof PublishError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const permanent =
    permanentCodes.has(apiCode(error) ?? 0) ||
    (error instanceof NatsError && error.code === 'MAX_PAYLOAD_EXCEEDED') ||
    (await hasNoStream(link, message, error));
  return new PublishError(text, permanent, { cause: error });
}

/** "No responders" is said both by a broker that is starting and for a subject that no stream takes. */
async function hasNoStream(link: Link, { subject }: BusMessage, error: unknown): Promise<boolean> {
  if (!(error instanceof NatsError) || error.code !== '503') return false;
  try {
    return (await findStream(link.manager, streamFor(subject))) === undefined;
  } catch {
    // The broker does not answer: that will pass.
    return false;
  }
}

async function answerReplays(link: Link, subject: string, handler: ReplayHandler): Promise<Closable> {
  const subscription = link.connection.subscribe(subject, {
    queue: 'replay',
    callback: (error, message) => {
      if (error !== null) return;
      const headers = fromHeaders(message.headers);
      const replayed = handler({ subject: headers['Dlq-Subject'] ?? '', payload: message.string(), headers });
      void answerText(replayed).then((text) => message.respond(text));
    },
  });
  await link.connection.flush();
  return { close: async () => subscription.unsubscribe() };
}

const streamStatus = async ({ manager }: Link, name: string): Promise<StreamStatus> => statusOf(await manager.streams.info(name));

function statusOf({ state, config }: StreamInfo): StreamStatus {
  return {
    name: config.name,
    messages: state.messages,
    bytes: state.bytes,
    limitBytes: config.max_bytes,
    consumers: state.consumer_count,
    lastSeq: state.last_seq,
    lastTime: state.last_seq > 0 ? new Date(state.last_ts) : undefined,
  };
}

async function stored({ manager }: Link, stream: string, seq: number): Promise<BusMessage | undefined> {
  try {
    const message = await manager.streams.getMessage(stream, { seq });
    const headers = fromHeaders(message.header);
    return { id: headers['Nats-Msg-Id'] ?? '', subject: message.subject, payload: message.string(), headers };
  } catch (error) {
    if (error instanceof NatsError && error.api_error?.code === 404) return undefined;
    throw error;
  }
}

async function status(link: Link): Promise<BusStatus> {
  const { connected, reconnects } = link.state;
  const declared = connected ? streamConfigs().map(({ name }) => name) : [];
  const found = await Promise.all(declared.map((name) => findStream(link.manager, name)));
  return {
    connected,
    reconnects,
    brokerId: link.connection.info?.server_id,
    streams: found.flatMap((stream) => (stream ? [statusOf(stream)] : [])),
    missing: declared.filter((_name, index) => found[index] === undefined),
  };
}

async function close({ connection }: Link): Promise<void> {
  clientConnected.set({ client: 'jetstream' }, 0);
  if (connection.isClosed()) return;
  await connection.drain().catch(() => connection.close());
}
