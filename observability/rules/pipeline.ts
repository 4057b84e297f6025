import type { RuleFile, SeriesCase } from './alert.ts';

const events = { owner: 'development', board: 'crm-gtd-events' } as const;
const durable = 'stream_name="EVT_CRM",consumer_name="gtd-followups-deal-won"';
const consumer = { stream_name: 'EVT_CRM', consumer_name: 'gtd-followups-deal-won' };

const outboxAge = (broken: number): SeriesCase => ({
  series: 'outbox_oldest_unpublished_age_seconds{service="crm",service_schema="crm"}',
  broken: { level: broken },
  well: { level: 0.2 },
  idle: { level: 0 },
});

const count = (series: string, broken: number, well: number): SeriesCase => ({
  series,
  broken: { step: broken },
  well: { step: well },
  idle: { step: 0 },
});

export const pipelineRules: RuleFile = {
  name: 'pipeline',
  groups: [
    {
      name: 'pipeline',
      alerts: [
        {
          name: 'OutboxStuck',
          expr: 'max by (service_schema) (outbox_oldest_unpublished_age_seconds) > 60',
          for: '2m',
          severity: 'page',
          ...events,
          summary: 'Committed events do not reach the broker',
          description:
            'The oldest one has waited for more than a minute: follow-ups, invoices and live updates of this service stand still.',
          runbook: 'outbox',
          cases: { series: [outboxAge(90)], labels: { service_schema: 'crm' }, fires: 5, recovers: 1 },
        },
        {
          name: 'OutboxSlow',
          expr: 'max by (service_schema) (outbox_oldest_unpublished_age_seconds) > 15',
          for: '10m',
          severity: 'ticket',
          ...events,
          summary: 'Committed events reach the broker late',
          description: 'For ten minutes the oldest event has waited for more than 15 seconds.',
          runbook: 'outbox',
          cases: { series: [outboxAge(20)], labels: { service_schema: 'crm' }, fires: 15, recovers: 1 },
        },
        {
          name: 'RelayStopped',
          expr: [
            '(time() - max by (service_schema) (outbox_relay_last_success_timestamp_seconds)) > 120',
            'and max by (service_schema) (outbox_pending_messages) > 0',
          ].join('\n'),
          severity: 'page',
          ...events,
          summary: 'The relay of a service has stopped with events waiting',
          description: 'No round of the relay has succeeded for two minutes although its outbox is not empty.',
          runbook: 'outbox',
          cases: {
            series: [
              { series: 'outbox_relay_last_success_timestamp_seconds{service="crm",service_schema="crm"}', broken: 'stopped', well: 'now' },
              {
                series: 'outbox_pending_messages{service="crm",service_schema="crm"}',
                broken: { level: 7 },
                well: { level: 1 },
                idle: { level: 0 },
              },
            ],
            labels: { service_schema: 'crm' },
            fires: 5,
            recovers: 1,
          },
        },
        {
          name: 'OutboxParked',
          expr: 'sum by (service) (increase(outbox_parked_total[1h])) > 0',
          severity: 'ticket',
          ...events,
          summary: 'An event was given up before it reached the broker',
          description: 'The broker will never take it: too large, or its subject is refused. Its effect in other services is missing.',
          runbook: 'outbox',
          cases: {
            series: [count('outbox_parked_total{service="crm",event_type="crm.deal.won"}', 1, 0)],
            labels: { service: 'crm' },
            fires: 10,
            recovers: 65,
          },
        },
        {
          name: 'ConsumerStuck',
          expr: [
            'min by (stream_name, consumer_name) (min_over_time(jetstream_consumer_num_pending[5m])) > 0',
            'and max by (stream_name, consumer_name) (changes(jetstream_consumer_ack_floor_stream_seq[5m])) == 0',
          ].join('\n'),
          for: '5m',
          severity: 'page',
          ...events,
          summary: 'A consumer has stopped while events wait for it',
          description: 'For ten minutes messages were waiting and none was acknowledged.',
          runbook: 'consumer-stuck',
          cases: {
            series: [
              { series: `jetstream_consumer_num_pending{service="gtd",${durable}}`, broken: { step: 1 }, well: { level: 0 } },
              {
                series: `jetstream_consumer_ack_floor_stream_seq{service="gtd",${durable}}`,
                broken: { level: 40 },
                well: { step: 1 },
                idle: { level: 40 },
              },
            ],
            labels: consumer,
            fires: 15,
            recovers: 2,
          },
        },
        {
          name: 'RedeliveriesHigh',
          expr: [
            'sum by (consumer) (increase(event_redelivered_total[15m])) / clamp_min(sum by (consumer) (increase(event_handled_total[15m])), 1) > 0.05',
            'and sum by (consumer) (increase(event_handled_total[15m])) >= 50',
          ].join('\n'),
          for: '5m',
          severity: 'ticket',
          ...events,
          summary: 'A consumer needs more than one attempt for many events',
          description: 'More than 5 % of its deliveries in 15 minutes were repeats.',
          runbook: 'consumer-stuck',
          cases: {
            series: [
              count('event_redelivered_total{service="gtd",consumer="gtd-followups-deal-won"}', 2, 0),
              count('event_handled_total{service="gtd",consumer="gtd-followups-deal-won",outcome="ok"}', 10, 10),
            ],
            labels: { consumer: 'gtd-followups-deal-won' },
            fires: 25,
            recovers: 20,
          },
        },
        {
          name: 'DeadLettersWaiting',
          expr: 'max by (consumer) (dead_letter_messages) > 0',
          for: '1m',
          severity: 'ticket',
          ...events,
          summary: 'A dead letter waits for a person',
          description: 'An event could not be handled after all attempts. Its effect is missing until it is replayed or discarded.',
          runbook: 'dead-letters',
          cases: {
            series: [
              { series: 'dead_letter_messages{service="gtd",consumer="gtd-followups-deal-won"}', broken: { level: 1 }, well: { level: 0 } },
            ],
            labels: { consumer: 'gtd-followups-deal-won' },
            fires: 3,
            recovers: 1,
          },
        },
        {
          name: 'ProjectionBehind',
          expr: 'max by (service, projection) (projection_lag_seconds) > 60',
          for: '10m',
          severity: 'ticket',
          ...events,
          summary: 'A read model is behind',
          description: 'What users read there is more than a minute old while newer events wait.',
          runbook: 'events-late',
          cases: {
            series: [
              {
                series: 'projection_lag_seconds{service="crm",projection="crm-motion-task"}',
                broken: { level: 300 },
                well: { level: 1 },
                idle: { level: 0 },
              },
            ],
            labels: { service: 'crm', projection: 'crm-motion-task' },
            fires: 12,
            recovers: 1,
          },
        },
      ],
    },
  ],
};
