import { systemClock } from '../clock.ts';
import type { PendingEvent } from '../contracts/define.ts';
import { type Envelope, subjectOf } from '../contracts/envelope.ts';
import type { Tx } from '../database/tenant-db.ts';
import { newId } from '../ids.ts';
import type { Scope } from '../service/scope.ts';
import { currentTraceparent } from '../telemetry/trace.ts';
import { markOf, markSql } from './command.ts';
import { counted } from './committed.ts';
import { wakeRelays } from './relay-wake.ts';

/**
 * Takes the next sequence numbers and stores the events, in one statement however many they are.
 * The upsert's row lock is held until commit: number n+1 of an aggregate is never visible before n, which is what lets the relay
 * read by status. Rows are locked in one order, so that two units of several aggregates cannot deadlock.
 * The envelope's text arrives open at its end and is closed with the number, so nothing has to be read back.
 */
const appendSql = (marks: string): string => `
with facts as (
  select * from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::int[], $7::text[], $8::text[])
    with ordinality as fact(id, aggregate_type, aggregate_id, type, version, subject, envelope, position)
), amounts as (
  select aggregate_type, aggregate_id, count(*) as amount from facts group by aggregate_type, aggregate_id
), reserved as (
  insert into msg_sequence as s (organization_id, aggregate_type, aggregate_id, last)
  select $1::uuid, aggregate_type, aggregate_id, amount from amounts order by aggregate_type, aggregate_id
  on conflict (organization_id, aggregate_type, aggregate_id) do update set last = s.last + excluded.last
  returning aggregate_type, aggregate_id, last
), numbered as (
  select f.*, r.last - a.amount + row_number() over (partition by f.aggregate_type, f.aggregate_id order by f.position) as sequence
  from facts f
  join reserved r using (aggregate_type, aggregate_id)
  join amounts a using (aggregate_type, aggregate_id)
)${marks}
insert into msg_outbox (id, organization_id, aggregate_type, aggregate_id, sequence, type, version, subject, envelope)
select id, $1::uuid, aggregate_type, aggregate_id, sequence, type, version, subject, envelope || ',"sequence":' || sequence || '}'
from numbered order by position`;
const appendOnly = appendSql('');
const appendAndMark = appendSql(markSql);

/** Stores the events with the unit's rows; the relay sends them after the commit. */
export async function appendEvents(tx: Omit<Tx<unknown>, 'kysely'>, events: readonly PendingEvent[]): Promise<void> {
  if (events.length === 0) return;
  const told = envelopesOf(events, tx.scope);
  tx.afterCommit(wakeRelays);
  tx.afterCommit(() => counted(events));
  const mark = markOf(tx);
  await tx.sql(mark ? appendAndMark : appendOnly, [
    tx.scope.organizationId,
    told.map(({ id }) => id),
    told.map(({ aggregatetype }) => aggregatetype),
    told.map(({ aggregateid }) => aggregateid),
    told.map(({ type }) => type),
    told.map(({ version }) => version),
    told.map(subjectOf),
    told.map((envelope) => JSON.stringify(envelope).slice(0, -1)),
    ...(mark ? [mark.id, mark.notes] : []),
  ]);
}

function envelopesOf(events: readonly PendingEvent[], scope: Scope): Omit<Envelope, 'sequence'>[] {
  const time = systemClock.now().toISOString();
  const traceparent = currentTraceparent();
  return events.map((event) => ({
    id: event.id ?? newId(),
    source: `/crm-gtd/${event.type.split('.')[0]}`,
    type: event.type,
    time,
    version: event.version,
    organizationid: scope.organizationId,
    actorid: scope.actorId,
    aggregatetype: event.aggregateType,
    aggregateid: event.aggregateId,
    correlationid: scope.correlationId,
    causationid: scope.causationId,
    ...(traceparent === undefined ? {} : { traceparent }),
    data: event.data,
  }));
}
