import type { NameOf } from '../telemetry/catalogue.ts';
import { reading } from '../telemetry/collect.ts';
import { counter, gauge, histogram } from '../telemetry/metrics.ts';
import type { ConsumerStatus } from './bus.ts';

/** Metric families of the bus, the relay and the consumers. Gauges are read when scraped; a source that fails or is late leaves its last values. */
export type PublishResult = 'ok' | 'transient' | 'permanent';

export const operationDuration = histogram('messaging_client_operation_duration_seconds');
export const sentMessages = counter('messaging_client_sent_messages_total');
export const consumedMessages = counter('messaging_client_consumed_messages_total');
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

type DeadLetterCounts = readonly Readonly<{ durable: string; messages: number }>[];
type OutboxReading = Readonly<{ pending: number; oldestAgeSeconds: number }>;
type Reader<T> = () => Promise<T | undefined>;

const consumerSources = new Set<Reader<ConsumerStatus>>();
const deadLetterSources = new Set<Reader<DeadLetterCounts>>();
const outboxSources = new Map<string, Reader<OutboxReading>>();
const inboxSources = new Map<string, Reader<number>>();

const registered =
  <T>(collector: 'consumers' | 'dead_letters', set: Set<Reader<T>>) =>
  (read: () => Promise<T>): (() => void) => {
    const source = reading(collector, read);
    set.add(source);
    return () => void set.delete(source);
  };

const registeredBySchema =
  <T>(collector: 'outbox' | 'inbox', sources: Map<string, Reader<T>>) =>
  ({ schema, read }: Readonly<{ schema: string; read: () => Promise<T> }>): (() => void) => {
    sources.set(schema, reading(collector, read));
    return () => void sources.delete(schema);
  };

export const watchConsumer = registered('consumers', consumerSources);
export const watchDeadLetters = registered('dead_letters', deadLetterSources);
export const watchOutbox = registeredBySchema('outbox', outboxSources);
export const watchInbox = registeredBySchema('inbox', inboxSources);

type ConsumerGaugeName = Extract<NameOf<'gauge'>, `jetstream_consumer_${string}`>;

export const consumerStatuses = (): Promise<(ConsumerStatus | undefined)[]> => Promise.all([...consumerSources].map((read) => read()));

const consumerGauge = (name: ConsumerGaugeName, read: (status: ConsumerStatus) => number) =>
  gauge(name, async function collect() {
    for (const status of await consumerStatuses()) {
      if (status) this.set({ stream_name: status.stream, consumer_name: status.durable }, read(status));
    }
  });

consumerGauge('jetstream_consumer_num_pending', ({ pending }) => pending);
consumerGauge('jetstream_consumer_num_ack_pending', ({ ackPending }) => ackPending);
consumerGauge('jetstream_consumer_num_redelivered', ({ redelivered: again }) => again);
consumerGauge('jetstream_consumer_num_waiting', ({ waiting }) => waiting);
consumerGauge('jetstream_consumer_ack_floor_stream_seq', ({ ackFloor }) => ackFloor);
consumerGauge('jetstream_consumer_delivered_stream_seq', ({ delivered }) => delivered);

export const deadLetterGauge = gauge('dead_letter_messages', async function collect() {
  for (const counts of await Promise.all([...deadLetterSources].map((read) => read()))) {
    for (const { durable, messages } of counts ?? []) this.set({ consumer: durable }, messages);
  }
});

/** Undefined while the relay has no connection to its database. */
export const outboxBacklog = async (schema: string): Promise<OutboxReading | undefined> => outboxSources.get(schema)?.();

const schemaGauge = <T>(
  name: 'outbox_pending_messages' | 'outbox_oldest_unpublished_age_seconds' | 'inbox_rows',
  sources: ReadonlyMap<string, Reader<T>>,
  figure: (read: T) => number,
) =>
  gauge(name, async function collect() {
    for (const [schema, read] of sources) {
      const state = await read();
      if (state !== undefined) this.set({ service_schema: schema }, figure(state));
    }
  });

schemaGauge('outbox_pending_messages', outboxSources, ({ pending }) => pending);
schemaGauge('outbox_oldest_unpublished_age_seconds', outboxSources, ({ oldestAgeSeconds }) => oldestAgeSeconds);
schemaGauge('inbox_rows', inboxSources, (rows) => rows);

/** `evt.crm.{organization}.deal.won`: the subject with its one unbounded token hidden. */
export const subjectTemplate = (subject: string): string => {
  const tokens = subject.split('.');
  return tokens[0] === 'evt' && tokens.length > 2 ? [tokens[0], tokens[1], '{organization}', ...tokens.slice(3)].join('.') : subject;
};
