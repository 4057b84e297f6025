import { z } from 'zod';

/**
 * The one filter grammar: lists, saved views, smart mailboxes and automation rules all speak it.
 * `{ and: [{ field: 'status', op: 'eq', value: 'open' }, { or: [...] }] }`
 * An empty value counts: `ne` and `notIn` keep rows whose field is empty (docs/decisions/0004-filter-grammar.md).
 */
export const filterOps = ['eq', 'ne', 'in', 'notIn', 'contains', 'startsWith', 'gt', 'gte', 'lt', 'lte', 'isEmpty', 'isNotEmpty'] as const;
export type FilterOp = (typeof filterOps)[number];

const Scalar = z.union([z.string().max(500), z.number(), z.boolean()]);

export const FilterCondition = z.strictObject({
  field: z.string().max(60),
  op: z.enum(filterOps),
  value: z.union([Scalar, z.array(Scalar).max(100)]).optional(),
});
export type FilterCondition = z.infer<typeof FilterCondition>;

export type Filter = FilterCondition | { and: Filter[] } | { or: Filter[] };

export const Filter: z.ZodType<Filter> = z.lazy(() =>
  z.union([FilterCondition, z.strictObject({ and: z.array(Filter).max(20) }), z.strictObject({ or: z.array(Filter).max(20) })]),
);
