import { onlyOf } from '@crm-gtd/shared/contracts/audience.ts';
import type { DataOf, InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { billingEffectFailed, FailedEffect } from '@crm-gtd/shared/contracts/effects.ts';
import type { Envelope } from '@crm-gtd/shared/contracts/envelope.ts';
import type { AuditEntry, listAuditLog } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { asWritten } from '@crm-gtd/shared/database/filter-query.ts';
import { type ListOptions, listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { isId } from '@crm-gtd/shared/ids.ts';
import { eventServices } from '@crm-gtd/shared/messaging/streams.ts';
import type { GatewayTx } from '../db.ts';
import { heardByRole, heardByThem } from './audience.store.ts';
import { monthOf, subjectsOf, traceIdOf } from './event-record.ts';

/**
 * One statement: the chain's head moves on under its row lock and the event takes its place behind it. Each link's digest covers
 * the one before, so a row changed or removed later shows at every check.
 */
const recordSql = `
with head as (
  insert into audit_chains as c (chain, position, hash)
  values ($1::uuid, 1, event_digest(null, $1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14))
  on conflict (chain) do update set
    position = c.position + 1,
    hash = event_digest(c.hash, $1, c.position + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14)
  returning position, hash
), subjects as (
  insert into event_subjects (organization_id, subject_id, time, event_id) select $1::uuid, subject, $3::timestamptz, $2::uuid from unnest($15::uuid[]) as subject
)
insert into event_log (organization_id, id, time, type, version, source, actor_id, aggregate_type, aggregate_id, sequence, correlation_id, causation_id,
  traceparent, data, only_user, position, hash)
select $1::uuid, $2::uuid, $3::timestamptz, $4, $5::int, $6, $7, $8, $9::uuid, $10::bigint, $11::uuid, $12::uuid, $13, $14::jsonb, $16, head.position, head.hash from head`;

const values = (envelope: Envelope): unknown[] => [
  envelope.organizationid,
  envelope.id,
  new Date(envelope.time),
  envelope.type,
  envelope.version,
  envelope.source,
  envelope.actorid,
  envelope.aggregatetype,
  envelope.aggregateid,
  envelope.sequence,
  envelope.correlationid,
  envelope.causationid,
  envelope.traceparent ?? null,
  JSON.stringify(envelope.data),
  subjectsOf(envelope),
  onlyOf(envelope.type, envelope.data),
];

/** Months this process has seen a partition for; asking again would only cost a round trip. */
const knownMonths = new Set<string>();

export const ensurePartition = async (tx: GatewayTx, month: string): Promise<void> => {
  if (knownMonths.has(month)) return;
  await tx.sql('select ensure_event_log_partition($1::date)', [month]);
  tx.afterCommit(() => void knownMonths.add(month));
};

/** The unit's last statement, with COMMIT behind it: the chain's head is locked for the commit alone. */
export const recordEvent = async (tx: GatewayTx, envelope: Envelope): Promise<void> => {
  await ensurePartition(tx, monthOf(new Date(envelope.time)));
  await tx.lastly(() => tx.sql(recordSql, values(envelope)));
};

const listOptions: ListOptions = {
  filters: {
    type: { column: 'eventLog.type', type: 'text', kept: asWritten },
    actorId: { column: 'eventLog.actorId', type: 'text', kept: asWritten },
    aggregateType: { column: 'eventLog.aggregateType', type: 'text', kept: asWritten },
    aggregateId: { column: 'eventLog.aggregateId', type: 'id' },
    time: { column: 'eventLog.time', type: 'instant' },
  },
  sorts: { time: { column: 'eventLog.time', type: 'timestamptz' } },
  defaultSort: '-time',
  idColumn: 'eventLog.id',
};

const columns = [
  'eventLog.id',
  'eventLog.time',
  'eventLog.type',
  'eventLog.actorId',
  'eventLog.aggregateType',
  'eventLog.aggregateId',
  'eventLog.sequence',
  'eventLog.data',
  'eventLog.correlationId',
  'eventLog.causationId',
  'eventLog.traceparent',
] as const;

const events = (tx: GatewayTx) =>
  tx.kysely.selectFrom('eventLog').select(columns).where('eventLog.organizationId', '=', tx.scope.organizationId);

type EventRow = Awaited<ReturnType<ReturnType<typeof events>['execute']>>[number];

/** Names of people and types of causes, asked for the page at once. */
const companions = async (tx: GatewayTx, rows: readonly EventRow[]) => {
  const people = [...new Set(rows.map(({ actorId }) => actorId).filter(isId))];
  const causes = [...new Set(rows.map(({ causationId }) => causationId))];
  const [users, caused] = await Promise.all([
    people.length === 0 ? [] : tx.kysely.selectFrom('users').select(['id', 'name']).where('id', 'in', people).execute(),
    causes.length === 0
      ? []
      : tx.kysely
          .selectFrom('eventLog')
          .select(['id', 'type'])
          .where('organizationId', '=', tx.scope.organizationId)
          .where('id', 'in', causes)
          .where(heardByRole(tx.scope))
          .execute(),
  ]);
  return { names: new Map(users.map(({ id, name }) => [id, name])), types: new Map(caused.map(({ id, type }) => [id, type])) };
};

const entryOf = ({ traceparent, time, data, ...row }: EventRow, { names, types }: Awaited<ReturnType<typeof companions>>): AuditEntry => ({
  id: row.id,
  type: row.type,
  actorId: row.actorId,
  aggregateType: row.aggregateType,
  aggregateId: row.aggregateId,
  sequence: row.sequence,
  correlationId: row.correlationId,
  causationId: row.causationId,
  time: time.toISOString(),
  data: data as AuditEntry['data'],
  actorName: names.get(row.actorId) ?? null,
  causeType: types.get(row.causationId) ?? null,
  traceId: traceIdOf(traceparent),
});

export const listEvents = async (tx: GatewayTx, input: InputOf<typeof listAuditLog>): Promise<Page<AuditEntry>> => {
  const list = listQuery(input, listOptions);
  const heard = events(tx).where(heardByRole(tx.scope));
  const query = input.correlationId === undefined ? heard : heard.where('eventLog.correlationId', '=', input.correlationId);
  const rows = await query.$call(list.apply).execute();
  const found = await companions(tx, rows);
  return list.page(rows, (row) => entryOf(row, found));
};

const failureTypes = eventServices.map((service) => `${service}.effect.failed`);

const timelineOptions: ListOptions = {
  filters: {},
  sorts: { time: { column: 's.time', type: 'timestamptz' } },
  defaultSort: '-time',
  idColumn: 's.eventId',
};

/** Through the subjects' index: one record's events are found without reading the others'. */
export const listRecordEvents = async (
  tx: GatewayTx,
  input: Readonly<{ recordId: string; limit: number; cursor?: string | undefined }>,
): Promise<Page<AuditEntry>> => {
  const list = listQuery({ limit: input.limit, cursor: input.cursor }, timelineOptions);
  const rows = await tx.kysely
    .selectFrom('eventSubjects as s')
    .innerJoin('eventLog', (join) =>
      join
        .onRef('eventLog.organizationId', '=', 's.organizationId')
        .onRef('eventLog.time', '=', 's.time')
        .onRef('eventLog.id', '=', 's.eventId'),
    )
    .select(columns)
    .where('s.organizationId', '=', tx.scope.organizationId)
    .where('s.subjectId', '=', input.recordId)
    .where(heardByThem(tx.scope))
    .$call(list.apply)
    .execute();
  const found = await companions(tx, rows);
  return list.page(rows, (row) => entryOf(row, found));
};

/** The failures told about a record, newest first; no more than a page can show. */
export const failuresOf = async (tx: GatewayTx, recordId: string): Promise<FailedEffect[]> => {
  const rows = await tx.kysely
    .selectFrom('eventSubjects as s')
    .innerJoin('eventLog', (join) =>
      join
        .onRef('eventLog.organizationId', '=', 's.organizationId')
        .onRef('eventLog.time', '=', 's.time')
        .onRef('eventLog.id', '=', 's.eventId'),
    )
    .select(['eventLog.type', 'eventLog.time', 'eventLog.data'])
    .where('s.organizationId', '=', tx.scope.organizationId)
    .where('s.subjectId', '=', recordId)
    .where('eventLog.type', 'in', failureTypes)
    .orderBy('s.time', 'desc')
    .limit(20)
    .execute();
  return rows.map(({ type, time, data }) => {
    const { durable, eventType, deadLetterId } = data as DataOf<typeof billingEffectFailed>;
    return { deadLetterId, service: type.split('.')[0] ?? '', durable, eventType, time: time.toISOString() };
  });
};

/** What a browser that comes back missed. */
export type LoggedSignal = Readonly<{
  id: string;
  type: string;
  sequence: number;
  aggregateType: string;
  aggregateId: string;
  correlationId: string;
  position: number;
  onlyUser: string | null;
}>;

const signals = (tx: GatewayTx) =>
  tx.kysely
    .selectFrom('eventLog')
    .select(['id', 'type', 'sequence', 'aggregateType', 'aggregateId', 'correlationId', 'position', 'onlyUser'])
    .where('organizationId', '=', tx.scope.organizationId);

export const positionOfEvent = async (tx: GatewayTx, eventId: string): Promise<number | undefined> => {
  const row = await tx.kysely
    .selectFrom('eventLog')
    .select('position')
    .where('organizationId', '=', tx.scope.organizationId)
    .where('id', '=', eventId)
    .executeTakeFirst();
  return row?.position;
};

export const headSignal = (tx: GatewayTx): Promise<LoggedSignal | undefined> =>
  signals(tx).orderBy('position', 'desc').limit(1).executeTakeFirst();

export const signalsAfter = (tx: GatewayTx, position: number, limit: number): Promise<LoggedSignal[]> =>
  signals(tx).where('position', '>', position).orderBy('position').limit(limit).execute();

export type ChainFault = Readonly<{ position: number; fault: 'changed' | 'missing' }>;

/** Recomputes a stretch of a chain from its rows. The first row's predecessor may lie in a partition that was dropped, so it is taken as given. */
const verifySql = `
with links as (
  select l.position, l.hash, lag(l.position) over w as before, event_digest(lag(l.hash) over w, l.organization_id, l.position, l.id, l.time, l.type, l.version,
    l.source, l.actor_id, l.aggregate_type, l.aggregate_id, l.sequence, l.correlation_id, l.causation_id, l.data) as expected
  from event_log l where l.organization_id = $1::uuid and l.position >= $2::bigint
  window w as (order by l.position) order by l.position limit $3
)
select position, case when before is distinct from position - 1 and before is not null then 'missing' when before is not null or position = 1 then
  case when hash <> expected then 'changed' end end as fault from links`;

/** Faults of the next stretch, and where to go on; undefined when the chain's end is reached. */
export const verifyChain = async (
  tx: GatewayTx,
  from: number,
  limit: number,
): Promise<{ faults: ChainFault[]; next: number | undefined }> => {
  const rows = await tx.sql<{ position: number; fault: ChainFault['fault'] | null }>(verifySql, [tx.scope.organizationId, from, limit]);
  const faults = rows.flatMap(({ position, fault }) => (fault ? [{ position, fault }] : []));
  return { faults, next: rows.length === limit ? rows.at(-1)?.position : undefined };
};

/** A chain whose newest rows are gone still links up; only its head knows. One statement, so that an event arriving now cannot look like a loss. */
export const tailHolds = async (tx: GatewayTx): Promise<boolean> => {
  const [row] = await tx.sql<{ holds: boolean }>(
    `select c.position = (select max(l.position) from event_log l where l.organization_id = c.chain) as holds from audit_chains c where c.chain = $1::uuid`,
    [tx.scope.organizationId],
  );
  return row?.holds !== false;
};

export const allChains = async (tx: GatewayTx): Promise<string[]> =>
  (await tx.kysely.selectFrom('auditChains').select('chain').execute()).map(({ chain }) => chain);
