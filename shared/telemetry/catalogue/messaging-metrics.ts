import { everyService, type ServiceEntry } from './entry.ts';

const all = { source: 'service', services: everyService } as const;
const gateway = { source: 'service', services: ['gateway'] } as const;
const template = { messaging_destination_template: 'subjects with {organization} in place of the id' } as const;
const filter = { messaging_destination_template: 'filters of durables with {organization} in place of the id' } as const;
const group = { messaging_consumer_group_name: 'durables the services declare' } as const;
const eventType = { event_type: 'events of docs/events.md, or unknown' } as const;
const consumer = { consumer: 'durables the services declare' } as const;
const schema = { service_schema: everyService } as const;
const client = { client: ['jetstream', 'moleculer'] } as const;
const stream = { stream_name: 'streams of shared/messaging/streams.ts' } as const;
const durable = { ...stream, consumer_name: 'durables the services declare' } as const;
const streamGauge = { type: 'gauge', labels: stream, ...gateway } as const;
const durableGauge = { type: 'gauge', labels: durable, ...all } as const;
const server = { type: 'gauge', labels: {}, ...gateway } as const;

/** Events on their way: outbox, relay, broker, consumers. */
export const messagingMetrics = {
  messaging_client_operation_duration_seconds: {
    type: 'histogram',
    buckets: 'short',
    help: 'Time until the broker confirmed: of a publish by its subject, of an acknowledgement by the filter of its durable.',
    unit: 'seconds',
    labels: { messaging_operation_name: ['publish', 'ack'], ...template, error_type: ['', 'transient', 'permanent', 'unconfirmed'] },
    ...all,
  },
  messaging_client_sent_messages_total: {
    type: 'counter',
    help: 'Messages the broker confirmed or refused.',
    unit: 'messages',
    labels: { ...template, error_type: ['', 'transient', 'permanent'] },
    ...all,
  },
  messaging_client_consumed_messages_total: {
    type: 'counter',
    help: 'Messages the broker handed over, repeated ones too.',
    unit: 'messages',
    labels: { ...filter, ...group, error_type: 'empty, an error code, or the name of an unforeseen error' },
    ...all,
  },
  messaging_process_duration_seconds: {
    type: 'histogram',
    buckets: 'short',
    help: 'One delivery through the consumer.',
    unit: 'seconds',
    labels: { ...filter, ...group, error_type: 'empty, an error code, or the name of an unforeseen error' },
    ...all,
  },
  event_end_to_end_seconds: {
    type: 'histogram',
    buckets: 'eventAge',
    exemplars: true,
    help: "From the event's time to its committed effect.",
    unit: 'seconds',
    labels: { event_type: 'events of docs/events.md; crm.* and so on where a durable reads a whole stream', ...consumer },
    ...all,
  },
  event_handled_total: {
    type: 'counter',
    help: 'Deliveries by what they came to.',
    unit: 'deliveries',
    labels: { ...eventType, ...consumer, outcome: ['ok', 'duplicate', 'retry', 'dead', 'skipped_version', 'ignored'] },
    ...all,
  },
  event_redelivered_total: {
    type: 'counter',
    help: 'Deliveries that were not the first.',
    unit: 'deliveries',
    labels: { ...eventType, ...consumer },
    ...all,
  },
  event_dead_letter_total: {
    type: 'counter',
    help: 'Events copied to the dead letters.',
    unit: 'events',
    labels: { ...eventType, ...consumer },
    ...all,
  },
  dead_letter_messages: { type: 'gauge', help: 'Dead letters waiting for a person.', unit: 'messages', labels: consumer, ...all },
  projection_lag_seconds: {
    type: 'gauge',
    help: 'Age of the newest event a projection has applied while others wait for it; 0 when none waits.',
    unit: 'seconds',
    labels: { projection: 'durables of projections' },
    source: 'service',
    services: ['gateway', 'crm'],
  },
  inbox_rows: {
    type: 'gauge',
    help: 'Handled deliveries that are remembered, as the planner estimates them.',
    unit: 'rows',
    labels: schema,
    ...all,
  },
  outbox_pending_messages: {
    type: 'gauge',
    help: 'Committed events not yet confirmed by the broker.',
    unit: 'rows',
    labels: schema,
    ...all,
  },
  outbox_oldest_unpublished_age_seconds: { type: 'gauge', help: 'Age of the oldest of them.', unit: 'seconds', labels: schema, ...all },
  outbox_published_total: { type: 'counter', help: 'Outbox rows the broker confirmed.', unit: 'rows', labels: eventType, ...all },
  outbox_publish_failures_total: {
    type: 'counter',
    help: 'Attempts to publish an outbox row that failed.',
    unit: 'attempts',
    labels: eventType,
    ...all,
  },
  outbox_parked_total: {
    type: 'counter',
    help: 'Outbox rows given up because the broker will never take them.',
    unit: 'rows',
    labels: eventType,
    ...all,
  },
  outbox_resent_total: {
    type: 'counter',
    help: 'Published rows sent again because the broker may have lost them.',
    unit: 'rows',
    labels: schema,
    ...all,
  },
  outbox_duplicate_acks_total: {
    type: 'counter',
    help: 'Published rows the broker already held.',
    unit: 'rows',
    labels: eventType,
    ...all,
  },
  outbox_publish_lag_seconds: {
    type: 'histogram',
    buckets: 'eventAge',
    help: "From the row's insert to the broker's confirmation.",
    unit: 'seconds',
    labels: eventType,
    ...all,
  },
  outbox_relay_leader: { type: 'gauge', help: '1 where this process holds the relay lock.', unit: 'none', labels: schema, ...all },
  outbox_relay_last_success_timestamp_seconds: {
    type: 'gauge',
    help: 'When the relay last finished a round without a failure, as Unix time.',
    unit: 'seconds',
    labels: schema,
    ...all,
  },
  nats_client_connected: { type: 'gauge', help: '1 while the client is connected.', unit: 'none', labels: client, ...all },
  nats_client_reconnects_total: { type: 'counter', help: 'Reconnects of the client.', unit: 'reconnects', labels: client, ...all },
  jetstream_consumer_num_pending: { ...durableGauge, unit: 'messages', help: 'Messages not yet delivered.' },
  jetstream_consumer_num_ack_pending: { ...durableGauge, unit: 'messages', help: 'Messages delivered and not yet acknowledged.' },
  jetstream_consumer_num_redelivered: {
    ...durableGauge,
    unit: 'messages',
    help: 'Messages delivered more than once and not yet acknowledged.',
  },
  jetstream_consumer_num_waiting: { ...durableGauge, unit: 'requests', help: 'Requests for messages that wait at the broker.' },
  jetstream_consumer_ack_floor_stream_seq: { ...durableGauge, unit: 'position', help: 'Everything up to here is acknowledged.' },
  jetstream_consumer_delivered_stream_seq: { ...durableGauge, unit: 'position', help: 'The newest delivered message.' },
  jetstream_consumer_recreated_total: {
    type: 'counter',
    help: 'Durables made anew because the broker lost them or their position lay beyond the stream.',
    unit: 'durables',
    labels: { consumer_name: durable.consumer_name },
    ...all,
  },
  jetstream_consumer_reopened_total: {
    type: 'counter',
    help: 'Silent consumers opened again by the watchdog.',
    unit: 'consumers',
    labels: { consumer_name: durable.consumer_name },
    ...all,
  },
  jetstream_stream_total_messages: { ...streamGauge, unit: 'messages', help: 'Messages in the stream.' },
  jetstream_stream_total_bytes: { ...streamGauge, unit: 'bytes', help: 'Bytes the stream takes.' },
  jetstream_stream_limit_bytes: { ...streamGauge, unit: 'bytes', help: 'Bytes the stream may take; -1 without a limit.' },
  jetstream_stream_last_seq: { ...streamGauge, unit: 'position', help: 'Position of the newest message.' },
  jetstream_stream_consumer_count: { ...streamGauge, unit: 'consumers', help: 'Durables of the stream.' },
  nats_up: { ...server, unit: 'none', help: '1 when the monitor of the NATS server answers; absent without NATS_MONITOR_URL.' },
  nats_varz_connections: { ...server, unit: 'connections', help: 'Clients connected to the server.' },
  nats_varz_slow_consumers: {
    ...server,
    unit: 'clients',
    help: 'Clients the server dropped since its start because they read too slowly.',
  },
  nats_varz_in_msgs: { ...server, unit: 'messages', help: 'Messages the server took since its start.' },
  nats_varz_out_msgs: { ...server, unit: 'messages', help: 'Messages the server sent since its start.' },
  nats_varz_mem: { ...server, unit: 'bytes', help: 'Memory of the server.' },
  nats_varz_cpu: { ...server, unit: 'percent', help: 'Processor share of the server.' },
} as const satisfies Record<string, ServiceEntry>;
