import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { Filter, type FilterCondition } from '../contracts/filters.ts';
import { AppError, type FieldError } from '../errors/app-error.ts';
import { isId } from '../ids.ts';
import { checkJsonText } from '../json-text.ts';
import { isDay } from '../text/calendar-day.ts';
import { isStorable } from '../text/clean.ts';
import { foldText } from '../text/fold.ts';
import { isInstant } from './filter-values.ts';
import { wholeToken } from './search.ts';

/**
 * Text is compared as it is searched: letter case and accents make no difference. `list` is a text[] column (tags): its
 * comparisons ask whether it holds the value.
 */
export type FieldType = 'text' | 'number' | 'boolean' | 'date' | 'instant' | 'id' | 'list';

export type FilterField = Readonly<{
  /** A column as Kysely names it, with its table where that is needed, or an expression. */
  column: string | Expression<unknown>;
  type: FieldType;
  /** The only values allowed: an unknown one is the caller's mistake, not an empty list. */
  values?: readonly string[];
  /** Makes the one form that the column keeps, an e-mail's for instance: equality then compares it byte by byte, which an index serves. */
  kept?: (value: string) => string;
  /** Where a list's values stand folded as rows of search_token: an index finds them, under row security too. */
  tokens?: Readonly<{ kind: string; idColumn: string }>;
}>;

/** `kept` of codes: as they are, nothing to fold. */
export const asWritten = (value: string): string => value;

export type FilterFields = Readonly<Record<string, FilterField>>;

type Scalar = string | number | boolean;
type Op = FilterCondition['op'];

const comparisons: readonly Op[] = ['gt', 'gte', 'lt', 'lte'];
const always: readonly Op[] = ['eq', 'ne', 'in', 'notIn', 'isEmpty', 'isNotEmpty'];
const opsOf: Record<FieldType, readonly Op[]> = {
  text: [...always, 'contains', 'startsWith'],
  number: [...always, ...comparisons],
  date: [...always, ...comparisons],
  instant: [...always, ...comparisons],
  boolean: ['eq', 'ne', 'isEmpty', 'isNotEmpty'],
  id: always,
  list: [...always, 'contains', 'startsWith'],
};

const maxConditions = 50;
const maxDepth = 5;
const maxErrors = 20;

/** The JSON of a filter (shared/contracts/filters.ts) as a condition; its first faults at once in REQUEST_INVALID. */
export function filterCondition(json: string | undefined, fields: FilterFields): RawBuilder<SqlBool> | undefined {
  if (json === undefined || json.trim() === '') return undefined;
  const errors: FieldError[] = [];
  const made = nodeCondition(parse(json), fields, { path: 'filter', depth: 0, left: { conditions: maxConditions }, errors });
  if (errors.length > 0) throw new AppError('REQUEST_INVALID', { errors: errors.slice(0, maxErrors) });
  return made;
}

function parse(json: string): Filter {
  try {
    checkJsonText(json);
    return Filter.parse(JSON.parse(json));
  } catch (error) {
    throw new AppError('REQUEST_INVALID', { errors: [{ path: 'filter', code: 'malformed', message: 'Not a filter' }] }, { cause: error });
  }
}

type Place = { path: string; depth: number; left: { conditions: number }; errors: FieldError[] };

function nodeCondition(filter: Filter, fields: FilterFields, place: Place): RawBuilder<SqlBool> {
  if ('field' in filter) return conditionOf(filter, fields, place);
  if (place.depth >= maxDepth) return fault(place, 'too_deep', `At most ${maxDepth} levels`);
  const [word, parts] = 'and' in filter ? (['and', filter.and] as const) : (['or', filter.or] as const);
  const made = parts.map((part, i) =>
    nodeCondition(part, fields, { ...place, path: `${place.path}.${word}[${i}]`, depth: place.depth + 1 }),
  );
  // Nothing to hold is held by every row, nothing to choose from by none.
  if (made.length === 0) return word === 'and' ? sql<SqlBool>`true` : sql<SqlBool>`false`;
  return sql<SqlBool>`(${sql.join(made, word === 'and' ? sql` and ` : sql` or `)})`;
}

function conditionOf({ field: name, op, value }: FilterCondition, fields: FilterFields, place: Place): RawBuilder<SqlBool> {
  place.left.conditions -= 1;
  if (place.left.conditions < 0) return fault(place, 'too_many', `At most ${maxConditions} conditions`);
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) return fault(place, 'unknown_field', `No field ${name} to filter by`);
  if (!opsOf[field.type].includes(op)) return fault(place, 'unknown_op', `${op} does not apply to ${name}`);
  const problem = valueProblem(op, value, field);
  if (problem !== undefined) return fault(place, 'bad_value', `${name} ${op}: ${problem}`);
  const column = typeof field.column === 'string' ? sql.ref(field.column) : sql`${field.column}`;
  if (field.type === 'list') return listCondition(column, op, value, field);
  return field.type === 'text' ? textCondition(column, op, value, field) : scalarCondition(column, op, value, field.type);
}

function fault(place: Place, code: string, message: string): RawBuilder<SqlBool> {
  place.errors.push({ path: place.path, code, message });
  return sql<SqlBool>`false`;
}

function valueProblem(op: Op, value: FilterCondition['value'], field: FilterField): string | undefined {
  if (op === 'isEmpty' || op === 'isNotEmpty') return value === undefined ? undefined : 'takes no value';
  if (value === undefined) return 'needs a value';
  const many = op === 'in' || op === 'notIn';
  if (Array.isArray(value) !== many) return many ? 'needs a list of values' : 'needs one value';
  if ((op === 'contains' || op === 'startsWith') && value === '') return 'needs some text';
  return [value].flat().every((each) => fits(each, field)) ? undefined : `not a value of type ${field.type}`;
}

function fits(value: Scalar, { type, values }: FilterField): boolean {
  if (values !== undefined) return typeof value === 'string' && values.includes(value);
  if (type === 'number') return typeof value === 'number' && Math.abs(value) < beyondBigint;
  if (type === 'boolean') return typeof value === 'boolean';
  if (typeof value !== 'string' || !isStorable(value)) return false;
  if (type === 'id') return isId(value);
  if (type === 'date') return isDay(value);
  return type === 'instant' ? isInstant(value) : true;
}

/** PostgreSQL's whole numbers end before it. */
const beyondBigint = 2 ** 63;

/** `ne` and `notIn` keep rows whose field is empty: who asks for everything but "won" also means what has no outcome yet. */
function scalarCondition(column: RawBuilder<unknown>, op: Op, value: FilterCondition['value'], type: FieldType): RawBuilder<SqlBool> {
  const one = parameter(value as Scalar, type);
  const all = sql`${[value].flat()}::${sql.raw(arrayTypes[type])}`;
  switch (op) {
    case 'eq':
      return sql<SqlBool>`${column} = ${one}`;
    case 'ne':
      return sql<SqlBool>`${column} is distinct from ${one}`;
    case 'in':
      return sql<SqlBool>`${column} = any(${all})`;
    case 'notIn':
      return sql<SqlBool>`(${column} is null or ${column} <> all(${all}))`;
    case 'gt':
      return sql<SqlBool>`${column} > ${one}`;
    case 'gte':
      return sql<SqlBool>`${column} >= ${one}`;
    case 'lt':
      return sql<SqlBool>`${column} < ${one}`;
    case 'lte':
      return sql<SqlBool>`${column} <= ${one}`;
    case 'isNotEmpty':
      return sql<SqlBool>`${column} is not null`;
    default:
      return sql<SqlBool>`${column} is null`;
  }
}

/** Columns of a few known values, and those kept in one form, are compared as they are; all others folded. */
function textCondition(column: RawBuilder<unknown>, op: Op, value: FilterCondition['value'], field: FilterField): RawBuilder<SqlBool> {
  switch (op) {
    case 'contains':
      return textLike(column, `%${escapeLike(foldText(value as string))}%`);
    case 'startsWith':
      return textLike(column, `${escapeLike(foldText(value as string))}%`);
    case 'isEmpty':
      return sql<SqlBool>`(${column} is null or ${column} = '')`;
    case 'isNotEmpty':
      return sql<SqlBool>`(${column} is not null and ${column} <> '')`;
    default: {
      const form = field.values ? (text: string) => text : (field.kept ?? foldText);
      const comparable = field.values || field.kept ? column : sql`search_text(${column})`;
      return scalarCondition(comparable, op, mapped(value, form), 'text');
    }
  }
}

const mapped = (value: FilterCondition['value'], form: (text: string) => string): FilterCondition['value'] =>
  Array.isArray(value) ? value.map((each) => form(String(each))) : form(String(value));

function listCondition(column: RawBuilder<unknown>, op: Op, value: FilterCondition['value'], field: FilterField): RawBuilder<SqlBool> {
  switch (op) {
    case 'ne':
    case 'notIn':
      return sql<SqlBool>`not ${listHolds(column, 'in', value, field)}`;
    case 'isEmpty':
      return sql<SqlBool>`coalesce(cardinality(${column}), 0) = 0`;
    case 'isNotEmpty':
      return sql<SqlBool>`coalesce(cardinality(${column}), 0) > 0`;
    default:
      return listHolds(column, op, value, field);
  }
}

function listHolds(column: RawBuilder<unknown>, op: Op, value: FilterCondition['value'], { tokens }: FilterField): RawBuilder<SqlBool> {
  const wanted = [value].flat().map((each) => wholeToken(String(each)));
  const fits = (folded: RawBuilder<unknown>): RawBuilder<SqlBool> =>
    op === 'startsWith'
      ? sql<SqlBool>`${folded} >= ${wanted[0]} collate "C" and ${folded} < ${`${wanted[0]}\u{10ffff}`} collate "C"`
      : sql<SqlBool>`${folded} = any(${wanted}::text[])`;
  if (tokens === undefined) return sql<SqlBool>`exists (select from unnest(${column}) as held where ${fits(sql`search_text(held)`)})`;
  return sql<SqlBool>`(${sql.ref(tokens.idColumn)} in (select entity_id from search_token where kind = ${tokens.kind} and ${fits(sql`token`)}))`;
}

const arrayTypes: Record<FieldType, string> = {
  text: 'text[]',
  number: 'numeric[]',
  boolean: 'boolean[]',
  date: 'date[]',
  instant: 'timestamptz[]',
  id: 'uuid[]',
  list: 'text[]',
};

/** A fraction compared with a whole-number column is a question with an answer, not a fault. */
const parameter = (value: Scalar, type: FieldType): RawBuilder<unknown> =>
  type === 'number' && !Number.isInteger(value) ? sql`${value}::numeric` : sql`${value}`;

/** Like the search: letter case and diacritics make no difference. */
const textLike = (column: RawBuilder<unknown>, pattern: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`search_text(${column}) like ${pattern}`;

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
