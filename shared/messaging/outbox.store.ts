import pg from 'pg';

export type OutboxRow = Readonly<{
  id: string;
  organizationId: string;
  aggregateType: string;
  aggregateId: string;
  sequence: number;
  type: string;
  subject: string;
  envelope: string;
  createdAt: Date;
  attempts: number;
}>;

export type PublishedMark = Readonly<{ id: string; publishedAt: Date | null }>;

/** The relay's own view of one service's outbox, on a connection of its own whose session holds the relay lock. */
export type OutboxStore = Readonly<{
  /** True when this session is now the service's one relay. Free again when the session ends, however it ends. */
  tryLead(): Promise<boolean>;
  /**
   * Marks what the broker confirmed and reads what is to be sent next, in one round trip. By status, never by position: with
   * many writers, rows become visible out of order.
   */
  markAndRead(confirmed: readonly string[], limit: number, exceptAggregates: readonly string[]): Promise<OutboxRow[]>;
  /** Counts a refusal; with `park` the row is out of the relay's sight until a person sees to it. */
  markRefused(id: string, reason: string, park: boolean): Promise<void>;
  /** The newest moment at which rows were marked. */
  newestMark(): Promise<Date | undefined>;
  markOf(id: string): Promise<PublishedMark | undefined>;
  /** Makes rows marked at or after `since` unpublished again; undefined takes all that are kept. */
  unmark(since: Date | undefined): Promise<number>;
  purge(olderThan: Date, limit: number): Promise<number>;
  backlog(): Promise<{ pending: number; oldestAgeSeconds: number }>;
  /** Resolves when the connection is gone. */
  ended: Promise<void>;
  close(): Promise<void>;
}>;

/** A dead client's lock must not outlive it by the system's two hours, nor may a dead server hold the relay. */
const sessionOptions =
  '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c statement_timeout=5000 -c lock_timeout=2000';

export async function openOutbox(relayUrl: string, schema: string): Promise<OutboxStore> {
  const client = new pg.Client({
    connectionString: relayUrl,
    application_name: `${schema}-relay`,
    keepAlive: true,
    keepAliveInitialDelayMillis: 2_000,
    connectionTimeoutMillis: 5_000,
    query_timeout: 8_000,
    options: sessionOptions,
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  client.on('error', () => end());
  client.on('end', () => end());
  await client.connect();
  return storeOn(client, pg.escapeIdentifier(schema), schema, ended);
}

/** With a name, the database plans the statement once. */
type Query = <R extends object>(text: string, values?: readonly unknown[], name?: string) => Promise<R[]>;

function storeOn(client: pg.Client, quoted: string, schema: string, ended: Promise<void>): OutboxStore {
  const table = `${quoted}.msg_outbox`;
  // A scrape may ask while the relay works: one connection answers one at a time.
  let last: Promise<unknown> = Promise.resolve();
  const query: Query = async <R extends object>(text: string, values: readonly unknown[] = [], name?: string) => {
    const mine = last.then(() => client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) }));
    last = mine.catch(() => undefined);
    return (await mine).rows as R[];
  };
  return {
    tryLead: async () =>
      (await query<{ led: boolean }>('select pg_try_advisory_lock(hashtextextended($1, 0)) as led', [`relay:${schema}`]))[0]?.led === true,
    markAndRead: (confirmed, limit, except) => markAndRead(query, table, confirmed, limit, except),
    markRefused: async (id, reason, park) =>
      void (await query(
        `update ${table} set attempts = attempts + 1, last_error = $2, parked_at = case when $3 then now() end where id = $1`,
        [id, reason, park],
      )),
    newestMark: async () =>
      (await query<{ newest: Date | null }>(`select max(published_at) as newest from ${table}`))[0]?.newest ?? undefined,
    markOf: async (id) => (await query<PublishedMark>(`select id, published_at as "publishedAt" from ${table} where id = $1`, [id]))[0],
    unmark: (since) => unmark(query, table, since),
    purge: (olderThan, limit) => purge(query, table, olderThan, limit),
    backlog: () => backlog(query, table),
    ended,
    close: () => client.end(),
  };
}

/** The read does not see the marks of its own statement, so it leaves those rows out by name. */
const markAndReadSql = (table: string): string => `
with marked as (update ${table} set published_at = now() where id = any($1::uuid[]))
select id, organization_id as "organizationId", aggregate_type as "aggregateType", aggregate_id as "aggregateId", sequence,
  type, subject, envelope, created_at as "createdAt", attempts
from ${table}
where published_at is null and parked_at is null and id <> all($1::uuid[]) and aggregate_id <> all($3::uuid[])
order by seq limit $2`;

async function markAndRead(
  query: Query,
  table: string,
  confirmed: readonly string[],
  limit: number,
  except: readonly string[],
): Promise<OutboxRow[]> {
  const rows = await query<Omit<OutboxRow, 'sequence'> & { sequence: string | number }>(
    markAndReadSql(table),
    [confirmed, limit, except],
    'relay-mark-and-read',
  );
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
}

const UNMARK_BATCH = 5_000;

async function unmark(query: Query, table: string, since: Date | undefined): Promise<number> {
  const batch = `update ${table} set published_at = null where id in (select id from ${table} where published_at >= $1 limit ${UNMARK_BATCH}) returning 1`;
  for (let total = 0; ; ) {
    const rows = await query(batch, [since ?? '-infinity']);
    total += rows.length;
    if (rows.length < UNMARK_BATCH) return total;
  }
}

async function purge(query: Query, table: string, olderThan: Date, limit: number): Promise<number> {
  const oldest = `select id from ${table} where published_at < $1 order by published_at limit $2`;
  return (await query(`delete from ${table} where id in (${oldest}) returning 1`, [olderThan, limit])).length;
}

const backlog = async (query: Query, table: string): Promise<{ pending: number; oldestAgeSeconds: number }> => {
  const [row] = await query<{ pending: string; age: string | null }>(
    `select count(*) as pending, extract(epoch from now() - min(created_at)) as age from ${table} where published_at is null and parked_at is null`,
  );
  return { pending: Number(row?.pending ?? 0), oldestAgeSeconds: Number(row?.age ?? 0) };
};
