import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { allActions } from './registry.ts';
import { day, instant } from './shapes.ts';

type Schema = { format?: string; anyOf?: Schema[]; properties?: Record<string, Schema> };

const formatOf = (schema: Schema): string | undefined => schema.format ?? schema.anyOf?.map(formatOf).find(Boolean);
const dated = allActions.flatMap(({ name, input }) =>
  Object.entries((z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema).properties ?? {}).flatMap(([field, schema]) =>
    formatOf(schema) === 'date' ? [[name, field, input] as const] : [],
  ),
);

test('there are days to look at', () => expect(dated.length).toBeGreaterThan(8));

test.each(dated)('K3: %s takes no day of the year 0 as its %s', (_, field, input) => {
  const faultsOf = (value: string): unknown[] =>
    (input.safeParse({ [field]: value }).error?.issues ?? []).filter(({ path }) => path[0] === field).map(({ message }) => message);
  expect(faultsOf('0000-01-01')).toEqual(['date']);
  expect(faultsOf('0001-01-01')).toEqual([]);
  expect(faultsOf('9999-12-31')).toEqual([]);
  expect(faultsOf('2026-02-30')).toHaveLength(1);
});

test('K3: a day or an instant of the year 0 is refused with the name of its form', () => {
  expect(day.safeParse('0000-02-29').error?.issues[0]?.message).toBe('date');
  expect(instant.safeParse('0000-01-01T00:00:00Z').error?.issues[0]?.message).toBe('datetime');
  expect(instant.safeParse('0001-01-01T00:00:00Z').success).toBe(true);
});
