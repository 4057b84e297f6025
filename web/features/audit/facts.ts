import { pick } from '../records/sentence.ts';

export type Fact = Readonly<{ path: string; before: unknown; after: unknown }>;
type Data = Readonly<Record<string, unknown>>;

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

const leaves = (data: unknown, prefix = ''): string[] =>
  isData(data) ? Object.entries(data).flatMap(([key, value]) => leaves(value, prefix ? `${prefix}.${key}` : key)) : [prefix];

/** What an event changed: each leaf that `before` and `after` do not share. */
export const changesOf = (data: Data): Fact[] => {
  const paths = new Set([...leaves(data['before'] ?? {}), ...leaves(data['after'] ?? {})]);
  return [...paths]
    .filter((path) => path !== '')
    .map((path) => ({ path, before: pick(data['before'], path), after: pick(data['after'], path) }))
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
};

/** The event's other facts, for the detail view. */
export const factsOf = (data: Data): readonly (readonly [string, unknown])[] =>
  Object.entries(data)
    .filter(([key]) => key !== 'before' && key !== 'after')
    .flatMap(([key, value]) =>
      isData(value) ? leaves(value, key).map((path) => [path, pick(data, path)] as const) : [[key, value] as const],
    );
