import type { BoardSpec } from './board.ts';
import { max, orZero, own, quantile, query, rate, share, sum } from './query.ts';

const pending = own('jetstream_consumer_num_pending');
const handled = own('event_handled_total', 'outcome!="retry"');

export const events: BoardSpec = {
  uid: 'crm-gtd-events',
  title: 'D4 Events',
  description: 'From the row in the outbox over the broker to the effect in another service.',
  rows: [
    {
      title: 'Outbox and relay',
      panels: [
        {
          title: 'Waiting rows',
          description: 'Committed events the broker has not confirmed.',
          unit: 'none',
          queries: [query(max(own('outbox_pending_messages'), 'service_schema'), '{{service_schema}}')],
          runbook: 'outbox',
        },
        {
          title: 'Oldest waiting row',
          description: 'More than a minute wakes somebody.',
          unit: 's',
          queries: [query(max(own('outbox_oldest_unpublished_age_seconds'), 'service_schema'), '{{service_schema}}')],
          warn: 15,
          bad: 60,
          runbook: 'outbox',
        },
        {
          title: 'Commit to broker, p95',
          description: 'How long an event lies in the outbox.',
          unit: 's',
          queries: [query(quantile(0.95, own('outbox_publish_lag_seconds_bucket'), 'service'), '{{service}}')],
        },
        {
          title: 'Published',
          description: 'Rows per second the broker confirmed.',
          unit: 'mps',
          queries: [query(sum(rate(own('outbox_published_total')), 'service'), '{{service}}')],
        },
        {
          title: 'Refused by the broker',
          description: 'Attempts that failed, and rows given up for good.',
          unit: 'mps',
          queries: [
            query(orZero(sum(rate(own('outbox_publish_failures_total')))), 'failed'),
            query(orZero(sum(rate(own('outbox_parked_total')))), 'given up'),
          ],
          runbook: 'outbox',
        },
        {
          title: 'Relays at work',
          description: 'Exactly one copy of each service holds the lock.',
          unit: 'none',
          queries: [query(sum(own('outbox_relay_leader'), 'service_schema'), '{{service_schema}}')],
          runbook: 'outbox',
        },
        {
          title: 'Relay: last good round',
          description: 'Seconds since the relay of each service last succeeded.',
          unit: 's',
          queries: [query(`time() - ${max(own('outbox_relay_last_success_timestamp_seconds'), 'service_schema')}`, '{{service_schema}}')],
          bad: 120,
          runbook: 'outbox',
        },
      ],
    },
    {
      title: 'Streams',
      panels: [
        {
          title: 'Messages into streams',
          description: 'From the growth of the last sequence number.',
          unit: 'mps',
          queries: [query(max(rate(own('jetstream_stream_last_seq')), 'stream_name'), '{{stream_name}}')],
        },
        {
          title: 'Time to confirm',
          description: 'p95 of publishing and of acknowledging, as clients see it.',
          unit: 's',
          queries: [
            query(
              quantile(0.95, own('messaging_client_operation_duration_seconds_bucket'), 'messaging_operation_name'),
              '{{messaging_operation_name}}',
            ),
          ],
        },
        {
          title: 'Messages taken',
          description: 'Handed over by the broker, repeats included.',
          unit: 'mps',
          queries: [query(sum(rate(own('messaging_client_consumed_messages_total')), 'service'), '{{service}}')],
        },
      ],
    },
    {
      title: 'Consumers',
      panels: [
        {
          title: 'Waiting per consumer',
          description: 'Messages not yet delivered.',
          unit: 'none',
          queries: [query(max(pending, 'consumer_name'), '{{consumer_name}}')],
          runbook: 'consumer-stuck',
        },
        {
          title: 'Delivered, not acknowledged',
          description: 'In work, or waiting for their next attempt.',
          unit: 'none',
          queries: [query(max(own('jetstream_consumer_num_ack_pending'), 'consumer_name'), '{{consumer_name}}')],
        },
        {
          title: 'Being repeated',
          description: 'Messages delivered more than once and still not acknowledged.',
          unit: 'none',
          queries: [query(max(own('jetstream_consumer_num_redelivered'), 'consumer_name'), '{{consumer_name}}')],
        },
        {
          title: 'Commit to effect, p95',
          description: 'What users wait for between two services. Dots have a trace.',
          unit: 's',
          queries: [{ ...query(quantile(0.95, own('event_end_to_end_seconds_bucket'), 'consumer'), '{{consumer}}'), exemplars: true }],
          warn: 2.5,
          bad: 30.5,
          width: 12,
          runbook: 'events-late',
        },
        {
          title: 'Time until drained',
          description: 'Messages waiting, over what all consumers handle per second.',
          unit: 's',
          queries: [query(`sum(max by (consumer_name) (${pending})) / clamp_min(${sum(rate(handled))}, 0.001)`, 'forecast')],
          width: 12,
        },
        {
          title: 'Outcomes',
          description:
            'Deliveries by what they came to: repeats of what is done already are `duplicate`, older than what was handled `skipped_version`.',
          unit: 'mps',
          queries: [query(sum(rate(own('event_handled_total')), 'outcome'), '{{outcome}}')],
        },
        {
          title: 'Repeats',
          description: 'Share of deliveries that were not the first.',
          unit: 'percentunit',
          queries: [query(share(own('event_redelivered_total'), own('event_handled_total')), 'repeats')],
          warn: 0.05,
        },
        {
          title: 'Handler time, p95',
          description: 'One delivery through the consumer, by consumer.',
          unit: 's',
          queries: [
            query(
              quantile(0.95, own('messaging_process_duration_seconds_bucket'), 'messaging_consumer_group_name'),
              '{{messaging_consumer_group_name}}',
            ),
          ],
        },
        {
          title: 'Dead letters',
          description: 'Waiting for a person: replay or discard.',
          unit: 'none',
          queries: [query(max(own('dead_letter_messages'), 'consumer'), '{{consumer}}')],
          bad: 1,
          runbook: 'dead-letters',
        },
        {
          title: 'Read models behind',
          description: 'Age of the newest event a projection has applied while others wait; 0 when none waits.',
          unit: 's',
          queries: [query(max(own('projection_lag_seconds'), 'projection'), '{{projection}}')],
          warn: 60,
          runbook: 'events-late',
        },
        {
          title: 'Repairs by itself',
          description:
            'Rows sent again after a broker start, copies the broker knew already, durables made anew and silent consumers opened again.',
          unit: 'ops',
          queries: [
            query(orZero(sum(rate(own('outbox_resent_total')))), 'sent again'),
            query(orZero(sum(rate(own('outbox_duplicate_acks_total')))), 'known already'),
            query(orZero(sum(rate(own('jetstream_consumer_recreated_total')))), 'durables made anew'),
            query(orZero(sum(rate(own('jetstream_consumer_reopened_total')))), 'consumers opened again'),
          ],
          runbook: 'consumer-stuck',
        },
        {
          title: 'Remembered deliveries',
          description: 'Rows of the inboxes, as PostgreSQL estimates them. They are cleaned up; steady growth means the job does not run.',
          unit: 'none',
          queries: [query(max(own('inbox_rows'), 'service_schema'), '{{service_schema}}')],
        },
      ],
    },
  ],
};
