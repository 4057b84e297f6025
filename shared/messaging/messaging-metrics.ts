import { buckets, counter, gauge, histogram } from '../telemetry/metrics.ts';
import type { ConsumerStatus } from './bus.ts';

/** Metric families of the bus, the relay and the consumers. Gauges are read when scraped; a source that fails or is late leaves its last values. */
export type PublishResult = 'ok' | 'transient' | 'permanent';

export const sentMessages = counter({
  name: 'messaging_client_sent_messages_total',
  help: 'Messages the broker confirmed or refused.',
  labels: ['messaging_destination_template', 'error_type'],
});
export const clientConnected = gauge({ name: 'nats_client_connected', help: '1 while the client is connected.', labels: ['client'] });
export const clientReconnects = counter({ name: 'nats_client_reconnects_total', help: 'Reconnects of the client.', labels: ['client'] });

export const outboxPublished = counter({
  name: 'outbox_published_total',
  help: 'Outbox rows the broker confirmed.',
  labels: ['event_type'],
});
export const outboxFailures = counter({
  name: 'outbox_publish_failures_total',
  help: 'Attempts to publish an outbox row that failed.',
  labels: ['event_type'],
});
export const outboxParked = counter({
  name: 'outbox_parked_total',
  help: 'Outbox rows given up because the broker will never take them.',
  labels: ['event_type'],
});
export const outboxResent = counter({
  name: 'outbox_resent_total',
  help: 'Published rows sent again because the broker may have lost them.',
  labels: ['service_schema'],
});
export const outboxDuplicates = counter({
  name: 'outbox_duplicate_acks_total',
  help: 'Published rows the broker already held.',
  labels: ['event_type'],
});
export const outboxLag = histogram(
  { name: 'outbox_publish_lag_seconds', help: "From the row's insert to the broker's confirmation.", labels: ['event_type'] },
  buckets.eventAge,
);
export const relayLeader = gauge({
  name: 'outbox_relay_leader',
  help: '1 where this process holds the relay lock.',
  labels: ['service_schema'],
});
export const relayLastSuccess = gauge({
  name: 'outbox_relay_last_success_timestamp_seconds',
  help: 'When the relay last finished a round without a failure.',
  labels: ['service_schema'],
});

export const handled = counter({
  name: 'event_handled_total',
  help: 'Deliveries by what they came to.',
  labels: ['event_type', 'consumer', 'outcome'],
});
export const redelivered = counter({
  name: 'event_redelivered_total',
  help: 'Deliveries that were not the first.',
  labels: ['event_type', 'consumer'],
});
export const deadLettered = counter({
  name: 'event_dead_letter_total',
  help: 'Events copied to the dead letters.',
  labels: ['event_type', 'consumer'],
});
export const endToEnd = histogram(
  { name: 'event_end_to_end_seconds', help: "From the event's time to its committed effect.", labels: ['event_type', 'consumer'] },
  buckets.eventAge,
);
export const processDuration = histogram(
  {
    name: 'messaging_process_duration_seconds',
    help: 'One delivery through the consumer.',
    labels: ['messaging_destination_template', 'messaging_consumer_group_name', 'error_type'],
  },
  buckets.short,
);
export const consumerRecreated = counter({
  name: 'jetstream_consumer_recreated_total',
  help: 'Durables made anew because the broker lost them or their position lay beyond the stream.',
  labels: ['consumer_name'],
});
export const consumerReopened = counter({
  name: 'jetstream_consumer_reopened_total',
  help: 'Silent consumers opened again by the watchdog.',
  labels: ['consumer_name'],
});

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

const consumerLabels = ['stream_name', 'consumer_name'] as const;

/** The three consumer gauges come from one question per durable and scrape. */
let asked: { at: number; answers: Promise<(ConsumerStatus | undefined)[]> } | undefined;
const consumerStatuses = (): Promise<(ConsumerStatus | undefined)[]> => {
  const now = performance.now();
  if (!asked || now - asked.at > 500) asked = { at: now, answers: Promise.all([...consumerSources].map((source) => inTime(source()))) };
  return asked.answers;
};

const consumerGauge = (name: string, help: string, read: (status: ConsumerStatus) => number) =>
  gauge({ name, help, labels: consumerLabels }, async function collect() {
    for (const status of await consumerStatuses()) {
      if (status) this.set({ stream_name: status.stream, consumer_name: status.durable }, read(status));
    }
  });

consumerGauge('jetstream_consumer_num_pending', 'Messages not yet delivered.', ({ pending }) => pending);
consumerGauge('jetstream_consumer_num_ack_pending', 'Messages delivered and not yet acknowledged.', ({ ackPending }) => ackPending);
consumerGauge(
  'jetstream_consumer_num_redelivered',
  'Messages delivered more than once and not yet acknowledged.',
  (status) => status.redelivered,
);
consumerGauge('jetstream_consumer_ack_floor_stream_seq', 'Everything up to here is acknowledged.', ({ ackFloor }) => ackFloor);
consumerGauge('jetstream_consumer_delivered_stream_seq', 'The newest delivered message.', ({ delivered }) => delivered);

export const deadLetterGauge = gauge(
  { name: 'dead_letter_messages', help: 'Dead letters waiting for a person.', labels: ['consumer'] },
  async function collect() {
    for (const counts of await Promise.all([...deadLetterSources].map((source) => inTime(source())))) {
      for (const { durable, messages } of counts ?? []) this.set({ consumer: durable }, messages);
    }
  },
);

type OutboxReading = Awaited<ReturnType<OutboxSource['read']>>;

const outboxGauge = (name: string, help: string, read: (state: OutboxReading) => number) =>
  gauge({ name, help, labels: ['service_schema'] }, async function collect() {
    for (const source of outboxSources) {
      const state = await inTime(source.read());
      if (state) this.set({ service_schema: source.schema }, read(state));
    }
  });

outboxGauge('outbox_pending_messages', 'Committed events not yet confirmed by the broker.', ({ pending }) => pending);
outboxGauge('outbox_oldest_unpublished_age_seconds', 'Age of the oldest of them.', ({ oldestAgeSeconds }) => oldestAgeSeconds);

/** `evt.crm.{organization}.deal.won`: the subject with its one unbounded token hidden. */
export const subjectTemplate = (subject: string): string => {
  const tokens = subject.split('.');
  return tokens[0] === 'evt' && tokens.length > 2 ? [tokens[0], tokens[1], '{organization}', ...tokens.slice(3)].join('.') : subject;
};
