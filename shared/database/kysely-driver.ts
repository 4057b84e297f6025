import {
  CamelCasePlugin,
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type KyselyProps,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  Transaction,
} from 'kysely';
import { labelsOfNode, measureStatement } from './statement-metrics.ts';
import type { StatementResult, UnitOfWork } from './unit-of-work.ts';

/**
 * Kysely over a unit of work. Names are camelCase in code and snake_case in the database: translated while the SQL is
 * written and while rows are read, with Kysely's own rules, which costs a fraction of its plugin's copy of every query and row.
 */
export function kyselyFor<DB>(unit: UnitOfWork): Kysely<DB> {
  const connection = unitConnection(unit);
  const provider: ConnectionProvider = { provideConnection: (consumer) => consumer(connection) };
  return new Transaction<DB>({ ...base, executor: base.executor.withConnectionProvider(provider) });
}

function unitConnection(unit: UnitOfWork): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<R>> {
      const result = await measureStatement(labelsOfNode(query, names.toSnake), unit.statement(sql, parameters));
      return { rows: rowsOf(result, result.names.map(camelCase)) as R[], numAffectedRows: BigInt(result.rowCount) };
    },
    streamQuery() {
      throw new Error('Streams hold a portal open, which a pipelined connection cannot: page with a cursor');
    },
  };
}

export function rowsOf({ rows }: StatementResult, names: readonly string[]): Record<string, unknown>[] {
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i += 1) row[names[i] as string] = values[i];
    return row;
  });
}

class Names extends CamelCasePlugin {
  toCamel = remembering((name) => this.camelCase(name));
  toSnake = remembering((name) => this.snakeCase(name));
}

/** Names come from the code, so they are few; aliases made at run time would be the exception. */
function remembering(translate: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = translate(name);
    if (known.size < 10_000) known.set(name, made);
    return made;
  };
}

const names = new Names();
const camelCase = names.toCamel;

class SnakeCaseCompiler extends PostgresQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(names.toSnake(identifier));
  }
}

const refuse = async (): Promise<never> => {
  throw new Error('A unit of work is one transaction already: use the Kysely it gives');
};

const driver: Driver = {
  init: async () => undefined,
  acquireConnection: refuse,
  beginTransaction: refuse,
  commitTransaction: refuse,
  rollbackTransaction: refuse,
  releaseConnection: async () => undefined,
  destroy: async () => undefined,
};

const dialect: Dialect = {
  createDriver: () => driver,
  createQueryCompiler: () => new SnakeCaseCompiler(),
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db) => new PostgresIntrospector(db),
};

/** One compiler and executor for all units; each unit only brings its connection. */
const root = new Kysely<unknown>({ dialect });
const base: Omit<KyselyProps, 'executor'> & { executor: ReturnType<typeof root.getExecutor> } = {
  config: { dialect },
  dialect,
  driver,
  executor: root.getExecutor(),
};
