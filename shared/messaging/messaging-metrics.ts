import type { NameOf } from '../telemetry/catalogue.ts';
import { counter, gauge, histogram } from '../telemetry/metrics.ts';
import type { ConsumerStatus } from './bus.ts';

/** Metric families of the bus, the relay and the consumers. Gauges are read when scraped; a source that fails or is late leaves its last values. */
export type PublishResult = 'ok' | 'transient' | 'permanent';

export const sentMessages = counter('messaging_client_sent_messages_total');
export const clientConnected = gauge('nats_client_connected');
export const clientReconnects = counter('nats_client_reconnects_total');

export const outboxPublished = counter('outbox_published_total');
export const outboxFailures = counter('outbox_publish_failures_total');
export const outboxParked = counter('outbox_parked_total');
export const outboxResent = counter('outbox_resent_total');
export const outboxDuplicates = counter('outbox_duplicate_acks_total');
export const outboxLag = histogram('outbox_publish_lag_seconds');
export const relayLeader = gauge('outbox_relay_leader');
export const relayLastSuccess = gauge('outbox_relay_last_success_timestamp_seconds');

export const handled = counter('event_handled_total');
export const redelivered = counter('event_redelivered_total');
export const deadLettered = counter('event_dead_letter_total');
export const endToEnd = histogram('event_end_to_end_seconds');
export const processDuration = histogram('messaging_process_duration_seconds');
export const consumerRecreated = counter('jetstream_consumer_recreated_total');
export const consumerReopened = counter('jetstream_consumer_reopened_total');

type ConsumerSource = () => Promise<ConsumerStatus>;
type DeadLetterSource = () => Promise<readonly Readonly<{ durable: string; messages: number }>[]>;
type OutboxSource = Readonly<{ schema: string; read: () => Promise<{ pending: number; oldestAgeSeconds: number }> }>;

const consumerSources = new Set<ConsumerSource>();
const deadLetterSources = new Set<DeadLetterSource>();
const outboxSources = new Set<OutboxSource>();

const registered =
  <T>(set: Set<T>) =>
  (source: T): (() => void) => {
    set.add(source);
    return () => void set.delete(source);
  };

export const watchConsumer = registered(consumerSources);
export const watchDeadLetters = registered(deadLetterSources);
export const watchOutbox = registered(outboxSources);

const SCRAPE_MS = 1_000;

/** A rejected or late source must not lose the whole scrape, so it answers undefined. */
const inTime = async <T>(work: Promise<T>): Promise<T | undefined> => {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), SCRAPE_MS);
  try {
    return await Promise.race([work.catch(() => undefined), late.promise]);
  } finally {
    clearTimeout(timer);
  }
};

type ConsumerGaugeName = Extract<NameOf<'gauge'>, `jetstream_consumer_${string}`>;

/** The consumer gauges come from one question per durable and scrape. */
let asked: { at: number; answers: Promise<(ConsumerStatus | undefined)[]> } | undefined;
export const consumerStatuses = (): Promise<(ConsumerStatus | undefined)[]> => {
  const now = performance.now();
  if (!asked || now - asked.at > 500) asked = { at: now, answers: Promise.all([...consumerSources].map((source) => inTime(source()))) };
  return asked.answers;
};

const consumerGauge = (name: ConsumerGaugeName, read: (status: ConsumerStatus) => number) =>
  gauge(name, async function collect() {
    for (const status of await consumerStatuses()) {
      if (status) this.set({ stream_name: status.stream, consumer_name: status.durable }, read(status));
    }
  });

consumerGauge('jetstream_consumer_num_pending', ({ pending }) => pending);
consumerGauge('jetstream_consumer_num_ack_pending', ({ ackPending }) => ackPending);
consumerGauge('jetstream_consumer_num_redelivered', (status) => status.redelivered);
consumerGauge('jetstream_consumer_ack_floor_stream_seq', ({ ackFloor }) => ackFloor);
consumerGauge('jetstream_consumer_delivered_stream_seq', ({ delivered }) => delivered);

export const deadLetterGauge = gauge('dead_letter_messages', async function collect() {
  for (const counts of await Promise.all([...deadLetterSources].map((source) => inTime(source())))) {
    for (const { durable, messages } of counts ?? []) this.set({ consumer: durable }, messages);
  }
});

type OutboxReading = Awaited<ReturnType<OutboxSource['read']>>;

/** Undefined while the relay has no connection to its database. */
export const outboxBacklog = async (schema: string): Promise<OutboxReading | undefined> => {
  const source = [...outboxSources].find((one) => one.schema === schema);
  return source && inTime(source.read());
};

const outboxGauge = (name: 'outbox_pending_messages' | 'outbox_oldest_unpublished_age_seconds', read: (state: OutboxReading) => number) =>
  gauge(name, async function collect() {
    for (const source of outboxSources) {
      const state = await inTime(source.read());
      if (state) this.set({ service_schema: source.schema }, read(state));
    }
  });

outboxGauge('outbox_pending_messages', ({ pending }) => pending);
outboxGauge('outbox_oldest_unpublished_age_seconds', ({ oldestAgeSeconds }) => oldestAgeSeconds);

/** `evt.crm.{organization}.deal.won`: the subject with its one unbounded token hidden. */
export const subjectTemplate = (subject: string): string => {
  const tokens = subject.split('.');
  return tokens[0] === 'evt' && tokens.length > 2 ? [tokens[0], tokens[1], '{organization}', ...tokens.slice(3)].join('.') : subject;
};
