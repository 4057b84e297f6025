import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import pg from 'pg';
import { isId, newId } from '../ids.ts';
import type { Scope } from '../service/scope.ts';
import { errorFields, logger } from '../telemetry/logger.ts';
import { asSeenByCallers, isConflict, isLost, isTimeout } from './database-faults.ts';
import { countRetry, forgetPool, type RetryReason, watchPool } from './database-metrics.ts';
import { kyselyFor, rowsOf } from './kysely-driver.ts';
import { typeParsers } from './pg-types.ts';
import { labelsOfText, measureStatement } from './statement-metrics.ts';
import { beginUnit, type UnitOfWork } from './unit-of-work.ts';

/*
 * Conventions of the data layer. Prisma models are PascalCase with @@map("snake_case"), fields camelCase with
 * @map("snake_case"); Kysely's types are generated with the field names, so code says `organizationId` and `msgOutbox`,
 * and the driver translates (kysely-driver.ts). Only raw SQL, in `tx.sql` and in migrations, uses the database's names, and
 * `tx.sql` returns them so. Ids are @db.Uuid, instants @db.Timestamptz(3) and arrive as Date; a calendar date is @db.Date under
 * `/// @kyselyType(string)` and stays 'YYYY-MM-DD'; money is BigInt minor units (a number in code) beside a currency;
 * Json columns are written with JSON.stringify and arrive parsed.
 */

export type Tx<DB> = Readonly<{
  /** Bound to this transaction. Statements that are not awaited one by one travel together. */
  kysely: Kysely<DB>;
  /** Plumbing only: the database's own names in and out. */
  sql<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /**
   * The unit's last statements: COMMIT travels with them, which saves its round trip. All must be started before `start` first
   * waits; a rejection after they succeeded no longer undoes them.
   */
  lastly<T>(start: () => Promise<T>): Promise<T>;
  scope: Scope;
  /** In-process signals (wake the relay). Never awaited, and not run when the unit rolls back. */
  afterCommit(fn: () => void): void;
}>;

/**
 * The only door to a service's data. `work` may run again, up to three more times, when the database chose it as a deadlock's
 * victim or the connection broke before COMMIT was sent: it must have no effect outside the transaction.
 */
export type TenantDb<DB> = Readonly<{
  /** All statements see and write this organization's rows only: row-level security decides, not the statement. */
  withTenant<T>(scope: Scope, work: (tx: Tx<DB>) => Promise<T>): Promise<T>;
  /** No organization: tenant tables answer no rows and take none. For users, sessions and other global tables. */
  withoutTenant<T>(work: (tx: Tx<DB>) => Promise<T>): Promise<T>;
  ping(): Promise<void>;
  /** Waits for running units. */
  close(): Promise<void>;
}>;

export type TenantDbOptions = Readonly<{ url: string; schema: string; maxConnections?: number; applicationName: string }>;

const noOrganization = '00000000-0000-0000-0000-000000000000';
const retryDelaysMs = [10, 50, 250];

export function createTenantDb<DB>(options: TenantDbOptions): TenantDb<DB> {
  const pool = openPool(options);
  const run = <T>(scope: Scope, beginSql: string, work: (tx: Tx<DB>) => Promise<T>): Promise<T> =>
    retrying(() => runUnit(pool, beginSql, (unit) => work(txOf<DB>(unit, scope))));
  return {
    withTenant: async (scope, work) => run(scope, beginFor(scope), work),
    withoutTenant: (work) => run(nobodysScope(options.applicationName), 'BEGIN', work),
    ping: async () => {
      await pool.query('select 1');
    },
    close: async () => {
      forgetPool(pool);
      await pool.end();
    },
  };
}

function openPool({ url, schema, maxConnections = 10, applicationName }: TenantDbOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    options: `-c search_path=${schema},extensions`,
    application_name: applicationName,
    max: maxConnections,
    pipeline: true,
    types: typeParsers,
    keepAlive: true,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 5_000,
    lock_timeout: 2_000,
    idle_in_transaction_session_timeout: 10_000,
    // For a server that neither answers nor closes: its own limits end a statement long before.
    query_timeout: 15_000,
  });
  // Whoever waits on a broken connection is told by his own query; without listeners the events would end the process.
  pool.on('error', (error) => logger.warn('db.connection_lost', errorFields(error)));
  pool.on('connect', (client) => client.on('error', () => undefined));
  watchPool(applicationName, maxConnections, pool);
  return pool;
}

/** One message, no parameters, nothing planned: the cheapest way to say whose unit this is. The settings end with the transaction. */
function beginFor(scope: Scope): string {
  if (!isId(scope.organizationId)) throw new Error('A unit of work needs the id of its organization');
  return `BEGIN; SET LOCAL app.org_id = '${scope.organizationId}'; SET LOCAL app.user_id = ${pg.escapeLiteral(scope.actorId)}`;
}

function nobodysScope(applicationName: string): Scope {
  const id = newId();
  return { organizationId: noOrganization, actorId: `service:${applicationName}`, role: 'SERVICE', correlationId: id, causationId: id };
}

function txOf<DB>(unit: UnitOfWork, scope: Scope): Tx<DB> {
  return {
    kysely: kyselyFor<DB>(unit),
    async sql<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
      const result = await measureStatement(labelsOfText(text), unit.statement(text, values));
      return rowsOf(result, result.names) as R[];
    },
    lastly: unit.lastly,
    scope,
    afterCommit: unit.afterCommit,
  };
}

/** Carries what the retry needs to know of a unit that failed beside the error its caller shall see. */
class UnitFailed extends Error {
  readonly error: unknown;
  readonly retryReason: RetryReason | undefined;

  constructor(error: unknown, fault: unknown, commitSent: boolean) {
    super('The unit of work failed');
    this.error = error;
    if (isConflict(fault)) this.retryReason = 'conflict';
    // After COMMIT was sent nobody knows whether it arrived.
    else if (isLost(fault) && !commitSent) this.retryReason = 'connection';
  }
}

async function runUnit<T>(pool: pg.Pool, beginSql: string, work: (unit: UnitOfWork) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new UnitFailed(error, error, false);
  });
  const unit = beginUnit(client, beginSql);
  try {
    const result = await work(unit);
    await unit.commit();
    client.release();
    return result;
  } catch (error) {
    const fault = unit.state.fault ?? error;
    client.release(await spoilt(unit, fault));
    throw new UnitFailed(error, fault, unit.state.commitSent);
  }
}

/** Ends the transaction; answers whether the connection must not be used again. */
async function spoilt(unit: UnitOfWork, fault: unknown): Promise<boolean> {
  try {
    await unit.rollback();
    // A prepared statement that no longer fits must not be met again.
    return isLost(fault) || isTimeout(fault) || isConflict(fault);
  } catch {
    // The fault that led here is the one to report; a connection that cannot roll back is closed, which rolls back as well.
    return true;
  }
}

async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (const wait of [...retryDelaysMs, undefined]) {
    try {
      return await attempt();
    } catch (failed) {
      if (!(failed instanceof UnitFailed)) throw failed;
      if (failed.retryReason === undefined || wait === undefined) throw asSeenByCallers(failed.error);
      countRetry(failed.retryReason);
      await delay(wait * (0.5 + Math.random()));
    }
  }
  throw new Error('unreachable');
}
