import type { RootOperationNode } from 'kysely';
import { histogram } from '../telemetry/metrics.ts';

const duration = histogram('db_client_operation_duration_seconds');

export type StatementLabels = Readonly<{
  db_system_name: 'postgresql';
  db_collection_name: string;
  db_operation_name: 'select' | 'insert' | 'update' | 'delete' | 'other';
}>;

const made = new Map<string, StatementLabels>();
/** One object per table and operation. */
const labels = (db_collection_name: string, db_operation_name: StatementLabels['db_operation_name']): StatementLabels => {
  const key = `${db_operation_name} ${db_collection_name}`;
  const known = made.get(key);
  if (known) return known;
  const fresh: StatementLabels = { db_system_name: 'postgresql', db_collection_name, db_operation_name };
  // Tables and operations are few; should names ever come from elsewhere, they end in one series.
  if (made.size >= 250) return { ...fresh, db_collection_name: '_OTHER' };
  made.set(key, fresh);
  return fresh;
};

const byNode = new Map<string, StatementLabels['db_operation_name']>([
  ['SelectQueryNode', 'select'],
  ['InsertQueryNode', 'insert'],
  ['UpdateQueryNode', 'update'],
  ['DeleteQueryNode', 'delete'],
]);

type Named = {
  kind: string;
  node?: Named;
  table?: Named;
  identifier?: { name: string };
  froms?: readonly Named[];
  into?: Named;
  from?: Named;
};

/** The table a node names; a sub-query or function in its place has none. */
const tableOf = (node: Named | undefined): string | undefined => {
  if (!node) return undefined;
  if (node.kind === 'AliasNode') return tableOf(node.node);
  if (node.kind === 'FromNode') return tableOf(node.froms?.[0]);
  if (node.kind === 'TableNode') return node.table?.identifier?.name;
  return undefined;
};

export const labelsOfNode = (query: RootOperationNode, nameOf: (name: string) => string): StatementLabels => {
  const operation = byNode.get(query.kind) ?? 'other';
  const { into, table, from } = query as Named;
  const name = tableOf(into ?? table ?? from);
  return labels(name === undefined ? '_OTHER' : nameOf(name), operation);
};

const byText = new Map<string, StatementLabels>();
const written = /\b(insert into|update|delete from)\s+"?(?!set\b)([a-z_]+)"?/i;
const read = /\bfrom\s+"?([a-z_]+)"?/i;

/** Plumbing's SQL is written in code: few texts, each looked at once. What it writes to counts before what it reads. */
export const labelsOfText = (text: string): StatementLabels => {
  const known = byText.get(text);
  if (known) return known;
  const [, verb, table] = written.exec(text) ?? [];
  const found = table && verb ? labels(table, verb.split(' ', 1)[0]?.toLowerCase() as 'insert' | 'update' | 'delete') : readOf(text);
  if (byText.size < 1_000) byText.set(text, found);
  return found;
};

const readOf = (text: string): StatementLabels => {
  const [, table] = read.exec(text) ?? [];
  return table && /^\s*(select|with)\b/i.test(text) ? labels(table, 'select') : labels('_OTHER', 'other');
};

/** Observes what `work` takes. */
export const measureStatement = async <T>(of: StatementLabels, work: Promise<T>): Promise<T> => {
  const started = performance.now();
  let error_type = 'error';
  try {
    const result = await work;
    error_type = '';
    return result;
  } finally {
    duration.observe({ ...of, error_type }, (performance.now() - started) / 1_000);
  }
};
