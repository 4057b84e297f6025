import type { TenantDb } from '../database/tenant-db.ts';
import { isAppError } from '../errors/app-error.ts';
import type { ConsumerDeclaration, Outcome } from './consumer.ts';
import { consumedMessages, deadLettered, handled, processDuration, redelivered } from './messaging-metrics.ts';

const outcomes = ['ok', 'duplicate', 'retry', 'dead', 'skipped_version'] as const;

/** A ratio of series that do not exist yet has no value, and no alert fires on it. */
export function startAtZero({ durable, events, subscriptions }: ConsumerDeclaration): void {
  for (const { type } of events) {
    for (const outcome of outcomes) handled.inc({ event_type: type, consumer: durable, outcome }, 0);
    redelivered.inc({ event_type: type, consumer: durable }, 0);
    deadLettered.inc({ event_type: type, consumer: durable }, 0);
  }
  for (const { filterSubject } of subscriptions) {
    const labels = { ...groupLabels(durable, filterSubject), error_type: '' };
    consumedMessages.inc(labels, 0);
    processDuration.zero(labels);
  }
}

/** The filter stands for the subject: a durable of a whole stream would else have series for each event type. */
export const filterTemplate = (filterSubject: string): string => filterSubject.replace('.*.', '.{organization}.');

const groupLabels = (durable: string, filterSubject: string) => ({
  messaging_destination_template: filterTemplate(filterSubject),
  messaging_consumer_group_name: durable,
});

/** Around one delivery through the chain. */
export async function measured(durable: string, filterSubject: string, work: () => Promise<Outcome>): Promise<Outcome> {
  const labels = groupLabels(durable, filterSubject);
  const started = performance.now();
  const observe = (error_type: string): void => {
    consumedMessages.inc({ ...labels, error_type });
    processDuration.observe({ ...labels, error_type }, (performance.now() - started) / 1_000);
  };
  try {
    const outcome = await work();
    observe('');
    return outcome;
  } catch (error) {
    observe(isAppError(error) ? error.code : error instanceof Error ? error.name : 'unknown');
    throw error;
  }
}

/** Counting the rows would read the whole table at every scrape; the planner's estimate costs nothing. */
export const inboxEstimate =
  <DB>(db: TenantDb<DB>) =>
  async (): Promise<number> => {
    const [row] = await db.withoutTenant((tx) =>
      tx.lastly(() =>
        tx.sql<{ rows: number }>("select greatest(reltuples, 0)::float8 as rows from pg_class where oid = 'msg_inbox'::regclass"),
      ),
    );
    return row?.rows ?? 0;
  };
