import pg from 'pg';
import { serviceNames, urlFor } from '../../shared/database/urls.ts';
import type { ServerUrls } from '../run/service-table.ts';
import type { EffectCount, Sighting } from './history.ts';

/** What the databases hold of the given organizations. */
export type Audit = AsyncDisposable &
  Readonly<{
    /** Events that have not reached their stream, and events whose record or effects are still on the way. */
    outstanding(): Promise<number>;
    sightings(): Promise<Sighting[]>;
    effects(): Promise<EffectCount[]>;
    /** Statements that must find nothing, with what they found. */
    inconsistencies(): Promise<Readonly<Record<string, number>>>;
    eventIds(): Promise<ReadonlySet<string>>;
  }>;

const all = (column: string): string =>
  serviceNames
    .map((name) => `select '${name}' as service, ${column} from ${name}.msg_outbox where organization_id = any($1::uuid[])`)
    .join(' union all ');

const sightingsSql = `
select 'contact.create' as kind, last_name as ref from crm.contacts where organization_id = any($1::uuid[])
union all select 'deal.create', title from crm.deals where organization_id = any($1::uuid[])
union all select 'task.create', title from gtd.tasks where organization_id = any($1::uuid[]) and origin = 'manual'
union all select 'deal.move', aggregate_id::text from crm.msg_outbox where organization_id = any($1::uuid[]) and type = 'crm.deal.moved'
union all select 'deal.win', aggregate_id::text from crm.msg_outbox where organization_id = any($1::uuid[]) and type = 'crm.deal.won'
union all select 'task.complete', aggregate_id::text from gtd.msg_outbox where organization_id = any($1::uuid[]) and type = 'gtd.task.completed'`;

const won = `select aggregate_id as deal_id, organization_id from crm.msg_outbox where organization_id = any($1::uuid[]) and type = 'crm.deal.won'`;
const perWon = (effect: string, from: string): string =>
  `select '${effect}' as effect, deal_id::text as cause, (select count(*)::int from ${from}) as count from won`;
const effectsSql = `
with won as (${won}), told as (${all('id, type')})
${perWon('follow-up task', "gtd.tasks t where t.organization_id = won.organization_id and t.deal_id = won.deal_id and t.origin = 'dealWon'")}
union all ${perWon('draft invoice', 'billing.invoices i where i.organization_id = won.organization_id and i.deal_id = won.deal_id')}
union all ${perWon('ai execution', "ai.executions x where x.organization_id = won.organization_id and x.rule = 'deal-won-next-steps' and x.input->>'dealId' = won.deal_id::text")}
union all select 'record of ' || type, told.id::text, (select count(*)::int from gateway.event_log l where l.organization_id = any($1::uuid[]) and l.id = told.id) from told`;

/** Ghosts: events without their row. Zombies: rows without their event. And states that no sequence of commands leads to. */
const inconsistencySql: Readonly<Record<string, string>> = {
  'contact without event': withoutEvent('crm', 'contacts', 'crm.contact.created'),
  'deal without event': withoutEvent('crm', 'deals', 'crm.deal.created'),
  'task without event': withoutEvent('gtd', 'tasks', 'gtd.task.created'),
  'event without contact': withoutRow('crm', 'contacts', 'crm.contact.created'),
  'event without deal': withoutRow('crm', 'deals', 'crm.deal.created'),
  'event without task': withoutRow('gtd', 'tasks', 'gtd.task.created'),
  'won deal without event': withoutEvent('crm', 'deals', 'crm.deal.won', "and t.status = 'won'"),
  'event of a won deal that is not won': withoutRow('crm', 'deals', 'crm.deal.won', "and t.status = 'won'"),
  'contact counter that is wrong':
    'select count(*)::int as n from crm.contact_counts c where organization_id = any($1::uuid[]) and count <> (select count(*) from crm.contacts t where t.organization_id = c.organization_id and t.deleted_at is null)',
  'task that crm sees otherwise than gtd': `select count(*)::int as n from gtd.tasks t left join crm.commitments c on c.organization_id = t.organization_id and c.kind = 'task' and c.id = t.id
    where t.organization_id = any($1::uuid[]) and t.deal_id is not null and coalesce(c.is_open, false) <> (t.status = 'open')`,
  'event log out of step with the outboxes': `select count(*)::int as n from gateway.event_log l where organization_id = any($1::uuid[])
    and not exists (select from (${all('id')}) o where o.id = l.id)`,
  'outbox row unpublished or parked': `select count(*)::int as n from (${all('published_at')}) o where published_at is null`,
};

function withoutEvent(schema: string, table: string, type: string, more = ''): string {
  return `select count(*)::int as n from ${schema}.${table} t where t.organization_id = any($1::uuid[]) ${more}
    and not exists (select from ${schema}.msg_outbox o where o.organization_id = t.organization_id and o.type = '${type}' and o.aggregate_id = t.id)`;
}

function withoutRow(schema: string, table: string, type: string, more = ''): string {
  return `select count(*)::int as n from ${schema}.msg_outbox o where o.organization_id = any($1::uuid[]) and o.type = '${type}'
    and not exists (select from ${schema}.${table} t where t.organization_id = o.organization_id and t.id = o.aggregate_id ${more})`;
}

/** As the superuser, who sees every tenant and every schema: no service may look like this. */
export async function openAudit({ postgresAdminUrl, database }: ServerUrls, organizations: readonly string[]): Promise<Audit> {
  const client = new pg.Client({ connectionString: urlFor(postgresAdminUrl, { database }), application_name: 'fault-audit' });
  await client.connect();
  const rows = async <R extends object>(sql: string): Promise<R[]> => (await client.query(sql, [organizations])).rows as R[];
  const effects = (): Promise<EffectCount[]> => rows<EffectCount>(effectsSql);
  return {
    sightings: () => rows<Sighting>(sightingsSql),
    effects,
    outstanding: async () => {
      const [row] = await rows<{ n: number }>(`select count(*)::int as n from (${all('published_at')}) o where published_at is null`);
      return (row?.n ?? 0) + (await effects()).filter(({ count }) => count === 0).length + (await unseenByCrm(rows));
    },
    inconsistencies: async () => {
      const found: Record<string, number> = {};
      for (const [name, sql] of Object.entries(inconsistencySql)) found[name] = (await rows<{ n: number }>(sql))[0]?.n ?? 0;
      return found;
    },
    eventIds: async () => new Set((await rows<{ id: string }>(all('id'))).map(({ id }) => id)),
    [Symbol.asyncDispose]: () => client.end(),
  };
}

/** Projections of tasks are the last to come to rest. */
async function unseenByCrm(rows: <R extends object>(sql: string) => Promise<R[]>): Promise<number> {
  return (await rows<{ n: number }>(inconsistencySql['task that crm sees otherwise than gtd'] ?? ''))[0]?.n ?? 0;
}
