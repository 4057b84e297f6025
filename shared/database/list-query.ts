import { type RawBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { type Page, pageLimit } from '../contracts/paging.ts';
import { AppError } from '../errors/app-error.ts';
import { isCursorKey } from './cursor-key.ts';
import { type FilterFields, filterCondition } from './filter-query.ts';

export type SortField = Readonly<{
  /** A column as Kysely names it. An index on (organization_id, column, id) serves both directions; text needs `COLLATE "pl-x-icu"` in it. */
  column: string;
  /** How PostgreSQL reads the value back from a cursor. Text is sorted in the Polish alphabet, upper and lower case together. */
  type: 'text' | 'bigint' | 'numeric' | 'date' | 'timestamptz' | 'uuid' | 'boolean';
  /** Empty values come last in ascending order, first in descending, as PostgreSQL's indexes have them. */
  nullable?: boolean;
}>;

export type ListOptions = Readonly<{
  filters: FilterFields;
  sorts: Readonly<Record<string, SortField>>;
  /** `createdAt` or `-createdAt`. */
  defaultSort: string;
  /** The unique id that makes every order total; `id` unless the query joins tables. */
  idColumn?: string;
}>;

export type ListInput = Readonly<{
  limit?: number | undefined;
  cursor?: string | undefined;
  sort?: string | undefined;
  filter?: string | undefined;
}>;

export type ListQuery = Readonly<{
  /** Adds the filter, the place to continue from, the order and the limit: `query.$call(list.apply)`. */
  apply<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>): SelectQueryBuilder<DB, TB, O & CursorKeys>;
  page<Row extends CursorKeys, T>(rows: readonly Row[], toItem: (row: Row) => T): Page<T>;
}>;

/** What `apply` selects beside the query's own columns. */
export type CursorKeys = { cursorKey: string | null; cursorId: string };

/**
 * One list of one request: filter, sort and place. Pages follow each other by (sort column, id), so that rows added or
 * removed in between neither repeat nor hide others, and page 1,000 costs as much as page 1.
 */
export function listQuery(input: ListInput, options: ListOptions): ListQuery {
  const order = orderOf(input.sort ?? options.defaultSort, options);
  const limit = Math.min(input.limit ?? 50, pageLimit);
  const filter = filterCondition(input.filter, options.filters);
  const after = input.cursor === undefined ? undefined : placeAfter(readCursor(input.cursor, order), order);
  const conditions = [filter, after].filter((condition) => condition !== undefined);
  return {
    apply<DB, TB extends keyof DB, O>(query: SelectQueryBuilder<DB, TB, O>) {
      const direction = order.descending ? 'desc' : 'asc';
      const keys = [sql<string | null>`(${order.column})::text`.as('cursorKey'), sql<string>`${order.id}::text`.as('cursorId')] as const;
      const narrowed = conditions.reduce((made, condition) => made.where(condition), query);
      const sorted = narrowed
        .select(keys)
        .orderBy(order.column, direction)
        .orderBy(order.id, direction)
        .limit(limit + 1);
      return sorted as unknown as SelectQueryBuilder<DB, TB, O & CursorKeys>;
    },
    page(rows, toItem) {
      const shown = rows.slice(0, limit);
      const last = rows.length > limit ? shown.at(-1) : undefined;
      return { items: shown.map(toItem), nextCursor: last === undefined ? null : writeCursor(order.name, last) };
    },
  };
}

type Order = Readonly<{ name: string; field: SortField; column: RawBuilder<unknown>; id: RawBuilder<unknown>; descending: boolean }>;

function orderOf(sort: string, options: ListOptions): Order {
  const descending = sort.startsWith('-');
  const name = descending ? sort.slice(1) : sort;
  const field = Object.hasOwn(options.sorts, name) ? options.sorts[name] : undefined;
  if (field === undefined) throw invalid('sort', 'unknown_field', `No field ${name} to sort by`);
  const plain = sql.ref(field.column);
  const column = field.type === 'text' ? sql`${plain} collate "pl-x-icu"` : plain;
  return { name: sort, field, descending, column, id: sql.ref(options.idColumn ?? 'id') };
}

function placeAfter({ key, id }: Place, { field, column, id: idColumn, descending }: Order): RawBuilder<SqlBool> {
  const beyond = sql.raw(descending ? '<' : '>');
  const beyondId = sql<SqlBool>`${idColumn} ${beyond} ${id}::uuid`;
  if (key === null) {
    const amongEmpty = sql<SqlBool>`(${column} is null and ${beyondId})`;
    return descending ? sql<SqlBool>`(${amongEmpty} or ${column} is not null)` : amongEmpty;
  }
  const value = sql`${key}::${sql.raw(field.type)}`;
  const further = sql<SqlBool>`(${column}, ${idColumn}) ${beyond} (${value}, ${id}::uuid)`;
  return field.nullable === true && !descending ? sql<SqlBool>`(${further} or ${column} is null)` : further;
}

type Place = { key: string | null; id: string };

const Cursor = z.tuple([z.string(), z.string().nullable(), z.uuid()]);

function writeCursor(sort: string, { cursorKey, cursorId }: CursorKeys): string {
  return Buffer.from(JSON.stringify([sort, cursorKey, cursorId])).toString('base64url');
}

/**
 * A cursor belongs to the order it was made in: continued in another, the list would skip rows in silence. It came over the
 * world and back, so its key is believed only when the column could hold it.
 */
function readCursor(text: string, { name, field }: Order): Place {
  const [made, key, id] = parsedCursor(text);
  if (made !== name) throw invalid('cursor', 'other_sort', 'This cursor was made under another sort');
  const fits = key === null ? field.nullable === true : isCursorKey(field.type, key);
  if (!fits) throw invalid('cursor', 'malformed', 'Not a cursor of this list');
  return { key, id };
}

function parsedCursor(text: string): z.output<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (error) {
    throw invalid('cursor', 'malformed', 'Not a cursor of this list', error);
  }
}

const invalid = (path: string, code: string, message: string, cause?: unknown): AppError =>
  new AppError('REQUEST_INVALID', { errors: [{ path, code, message }] }, { cause });
