import fc from 'fast-check';
import { hostileNumber, hostileText, hostileValue } from './hostile.ts';
import type { JsonSchema } from './json-schema.ts';

export type Known = Readonly<Record<string, readonly string[]>>;

/** A value the schema lets in, for the most part; some of its texts and numbers are hostile, and some values are of no right kind. */
export const valueOf = (schema: JsonSchema, known: Known, name = ''): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 14, arbitrary: fc.constant(null).chain(() => fitting(schema, known, name)) }, { weight: 1, arbitrary: hostileValue });

function fitting(schema: JsonSchema, known: Known, name: string): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((choice) => fitting(choice, known, name)));
  switch (schema.type) {
    case 'integer':
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, known, name), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    case 'object':
      return objectOf(schema, known);
    case 'string':
      return textOf(schema, known, name);
    default:
      return hostileValue;
  }
}

/** All required fields, any of the others, and sometimes one that nobody knows or one too few. */
export function objectOf(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  known: Known,
): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, valueOf(schema, known, name)]));
  const record = fc.record(fields, { requiredKeys: [...required] as never[] }) as fc.Arbitrary<Record<string, unknown>>;
  const open =
    typeof additionalProperties === 'object'
      ? fc.dictionary(fc.stringMatching(/^\d{1,3}$/), valueOf(additionalProperties, known), { maxKeys: 5 })
      : fc.constant({});
  const strange = fc.dictionary(fc.constantFrom('__proto__x', 'constructor', 'Ą', '\u202e', 'x'.repeat(300)), hostileValue, { maxKeys: 1 });
  return fc
    .tuple(record, open, fc.oneof({ weight: 20, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: strange }))
    .map(([own, more, odd]) => ({ ...own, ...more, ...odd }));
}

const numberOf = ({ minimum, exclusiveMinimum, maximum, type }: JsonSchema): fc.Arbitrary<number> => {
  const [min, max] = [minimum ?? (exclusiveMinimum === undefined ? -1000 : exclusiveMinimum + 1), maximum ?? 1_000_000];
  const inside = type === 'integer' ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) }) : fc.double({ min, max, noNaN: true });
  return fc.oneof(
    { weight: 6, arbitrary: inside },
    { weight: 1, arbitrary: fc.constantFrom(min, max, min - 1, max + 1) },
    { weight: 1, arbitrary: hostileNumber },
  );
};

function textOf(schema: JsonSchema, known: Known, name: string): fc.Arbitrary<string> {
  const ordinary = byFormat(schema, known, name);
  return fc.oneof({ weight: 8, arbitrary: ordinary }, { weight: 2, arbitrary: hostileText }, { weight: 1, arbitrary: edge(schema) });
}

/** As long as allowed, and one sign longer. */
const edge = ({ maxLength = 100 }: JsonSchema): fc.Arbitrary<string> =>
  fc.constantFrom('a', 'ż', '語', '\u0301', '"').chain((sign) => fc.constantFrom(sign.repeat(maxLength), sign.repeat(maxLength + 1)));

const day = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

function byFormat({ format, pattern, maxLength = 60, minLength = 0 }: JsonSchema, known: Known, name: string): fc.Arbitrary<string> {
  if (name === 'filter') return filterText;
  if (name === 'sort')
    return fc.constantFrom('createdAt', '-createdAt', 'title', 'lastName', '-lastName', 'name', 'dueDate', 'valueAmount', 'time', 'nope');
  if (name === 'cursor') return cursorText;
  if (format === 'uuid') return idOf(known[name] ?? known['id'] ?? []);
  if (format === 'date') return day.map((text) => text.slice(0, 10));
  if (format === 'date-time') return day;
  if (format === 'email' || format === 'idn-email')
    return fc.oneof(fc.emailAddress(), fc.constantFrom('jan@żółw.pl', 'A&B@Example.PL', 'jan@xn--w-uga1v8h.pl'));
  if (pattern !== undefined && !pattern.includes('\\p')) return fc.stringMatching(new RegExp(pattern)).map((text) => text.slice(0, 200));
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) });
}

const idOf = (ids: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.uuid() },
    ...(ids.length === 0 ? [] : [{ weight: 3, arbitrary: fc.constantFrom(...ids, ...ids.map((id) => id.toUpperCase())) }]),
  );

const ops = ['eq', 'ne', 'in', 'notIn', 'contains', 'startsWith', 'gt', 'gte', 'lt', 'lte', 'isEmpty', 'isNotEmpty'];
const filterFields = [
  'title',
  'lastName',
  'name',
  'email',
  'tags',
  'valueAmount',
  'dueDate',
  'createdAt',
  'companyId',
  'status',
  'time',
  'lastContactOn',
  'nope',
];
const scalar = fc.oneof(
  hostileText,
  hostileNumber,
  fc.boolean(),
  day,
  day.map((text) => text.slice(0, 10)),
  fc.uuid(),
  fc.integer(),
);
const condition = fc.record(
  { field: fc.constantFrom(...filterFields), op: fc.constantFrom(...ops), value: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })) },
  { requiredKeys: ['field', 'op'] },
);
const { filter } = fc.letrec((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'filter' },
    condition,
    fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
  ),
}));
const filterText = fc.oneof({ weight: 6, arbitrary: filter.map((node) => JSON.stringify(node)) }, { weight: 1, arbitrary: hostileText });

/** Cursors of the right form with every kind of key in them. */
const cursorText = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('createdAt', '-createdAt', 'lastName', '-time', 'title', 'dueDate', 'openedAt', '-openedAt'),
      fc.oneof(fc.constant(null), hostileText, day),
      fc.uuid(),
    )
    .map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url')),
  hostileText,
  fc.constantFrom('1', '-1', '1.5', '9'.repeat(30)),
);
