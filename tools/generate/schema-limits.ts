import type { Direction, JsonSchema } from './schema-compatibility.ts';

/** Limits by the side they bound: a smaller maximum and a larger minimum take values away. */
const upper = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems'] as const;
const lower = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems'] as const;
/** Rules that cannot be ordered: another one may refuse what the former took. */
const shapes = ['pattern', 'format', 'multipleOf'] as const;

const numberAt = (schema: JsonSchema, key: string, absent: number): number =>
  typeof schema[key] === 'number' ? (schema[key] as number) : absent;
const said = (value: unknown): string => (value === undefined ? 'none' : String(value));

/** The schema that carries a value's limits: that of `string | null` is its first branch with a type that has any. */
const bounded = (schema: JsonSchema): JsonSchema => {
  const branches = (schema.anyOf ?? []).filter(({ type }) => type !== 'null');
  return branches.length === 1 ? (branches[0] as JsonSchema) : schema;
};

const exceeds = (key: string, wide: JsonSchema, narrow: JsonSchema): boolean => {
  if ((upper as readonly string[]).includes(key)) return numberAt(narrow, key, Infinity) > numberAt(wide, key, Infinity);
  if ((lower as readonly string[]).includes(key)) return numberAt(narrow, key, -Infinity) < numberAt(wide, key, -Infinity);
  return wide[key] !== undefined && wide[key] !== narrow[key];
};

/**
 * What one side may now meet that the other never promised. `taken`: a caller's value that was accepted is refused;
 * `given`: a reader meets a value beyond what it was told.
 */
export const limitFaults = (before: JsonSchema, after: JsonSchema, direction: Direction, path: string): string[] => {
  const [old, now] = [bounded(before), bounded(after)];
  const [wide, narrow] = direction === 'given' ? [old, now] : [now, old];
  return [...upper, ...lower, ...shapes]
    .filter((key) => exceeds(key, wide, narrow))
    .map((key) => `${path}: ${key} ${said(old[key])} became ${said(now[key])}`);
};
