import { limitFaults } from './schema-limits.ts';

/** The part of JSON Schema our contracts use. */
export type JsonSchema = {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  enum?: unknown[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  [key: string]: unknown;
};

/** `given`: we produce it, others read it. `taken`: others send it, we read it. */
export type Direction = 'given' | 'taken';

const typesOf = (schema: JsonSchema): string[] => (schema.anyOf ? schema.anyOf.flatMap(typesOf) : [schema.type ?? 'any'].flat());

const enumOf = (schema: JsonSchema): unknown[] | undefined => schema.enum ?? schema.anyOf?.map(enumOf).find(Boolean);

const typeFaults = (before: JsonSchema, after: JsonSchema, direction: Direction, path: string): string[] => {
  const [old, now] = [typesOf(before), typesOf(after)];
  const [wide, narrow] = direction === 'given' ? [old, now] : [now, old];
  return narrow.every((type) => wide.includes(type) || wide.includes('any'))
    ? []
    : [`${path}: type ${old.join('|')} became ${now.join('|')}`];
};

/** A reader of ours may meet a value it never knew (given), a sender may lose one it used (taken): only the latter breaks. */
const enumFaults = (before: JsonSchema, after: JsonSchema, direction: Direction, path: string): string[] => {
  const [old, now] = [enumOf(before), enumOf(after)];
  if (!old) return now && direction === 'taken' ? [`${path}: now a closed list`] : [];
  return now ? old.filter((value) => !now.includes(value)).map((value) => `${path}: value ${String(value)} was removed`) : [];
};

const propertyFaults = (before: JsonSchema, after: JsonSchema, direction: Direction, path: string): string[] => {
  const now = after.properties ?? {};
  const kept = Object.entries(before.properties ?? {}).flatMap(([name, schema]) =>
    now[name] ? breakingChanges(schema, now[name], direction, `${path}.${name}`) : [`${path}.${name} was removed`],
  );
  const [weaker, stronger] = direction === 'given' ? [before, after] : [after, before];
  const required = (weaker.required ?? [])
    .filter((name) => !(stronger.required ?? []).includes(name) && now[name])
    .map((name) => (direction === 'given' ? `${path}.${name} may now be absent` : `${path}.${name} is now required`));
  return [...kept, ...required];
};

export const breakingChanges = (before: JsonSchema, after: JsonSchema, direction: Direction, path = ''): string[] => [
  ...typeFaults(before, after, direction, path),
  ...enumFaults(before, after, direction, path),
  ...limitFaults(before, after, direction, path),
  ...(before.properties ? propertyFaults(before, after, direction, path) : []),
  ...(before.items && after.items ? breakingChanges(before.items, after.items, direction, `${path}[]`) : []),
];
