import { expect, test } from '@jest/globals';
import { type FilterFields, filterCondition } from './filter-query.ts';

const fields: FilterFields = {
  stage: { column: 'stage', type: 'text', values: ['open', 'won'] },
  title: { column: 'title', type: 'text' },
  value: { column: 'valueAmount', type: 'number' },
  closeOn: { column: 'closeOn', type: 'date' },
  createdAt: { column: 'createdAt', type: 'instant' },
  companyId: { column: 'companyId', type: 'id' },
  urgent: { column: 'urgent', type: 'boolean' },
  tags: { column: 'tags', type: 'list' },
};

const errorsOf = (filter: unknown): unknown => {
  try {
    filterCondition(typeof filter === 'string' ? filter : JSON.stringify(filter), fields);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'REQUEST_INVALID' });
    return (error as { details: { errors: { path: string; code: string }[] } }).details.errors.map(({ path, code }) => `${path}: ${code}`);
  }
};

test('an absent filter is no condition', () => {
  expect(filterCondition(undefined, fields)).toBeUndefined();
  expect(filterCondition(' ', fields)).toBeUndefined();
});

test.each([
  ['{', 'filter: malformed'],
  [{ field: 'title', op: 'like', value: 'x' }, 'filter: malformed'],
  [{ field: 'title', op: 'eq', value: 'x', more: 1 }, 'filter: malformed'],
  [{ field: 'constructor', op: 'eq', value: 'x' }, 'filter: unknown_field'],
  [{ field: 'value', op: 'contains', value: '1' }, 'filter: unknown_op'],
  [{ field: 'urgent', op: 'gt', value: true }, 'filter: unknown_op'],
  [{ field: 'stage', op: 'eq', value: 'lost' }, 'filter: bad_value'],
  [{ field: 'title', op: 'eq' }, 'filter: bad_value'],
  [{ field: 'title', op: 'eq', value: ['x'] }, 'filter: bad_value'],
  [{ field: 'title', op: 'in', value: 'x' }, 'filter: bad_value'],
  [{ field: 'title', op: 'contains', value: '' }, 'filter: bad_value'],
  [{ field: 'title', op: 'eq', value: 'a\0b' }, 'filter: bad_value'],
  [{ field: 'title', op: 'isEmpty', value: 'x' }, 'filter: bad_value'],
  [{ field: 'value', op: 'gt', value: '5' }, 'filter: bad_value'],
  ...(['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] as const).flatMap((op) =>
    [1e19, -1e19, 1e300, 2 ** 63].map((value): [object, string] => [{ field: 'value', op, value }, 'filter: bad_value']),
  ),
  [{ field: 'value', op: 'in', value: [1, 1e19] }, 'filter: bad_value'],
  [{ field: 'value', op: 'notIn', value: [-1e300] }, 'filter: bad_value'],
  ['{"field":"value","op":"gt","value":1e400}', 'filter: malformed'],
  ['{"field":"title","op":"eq","value":"\\ud800"}', 'filter: bad_value'],
  [{ field: 'closeOn', op: 'eq', value: '2026-02-30' }, 'filter: bad_value'],
  [{ field: 'createdAt', op: 'gte', value: '2026-02-28' }, 'filter: bad_value'],
  [{ field: 'companyId', op: 'eq', value: 'me' }, 'filter: bad_value'],
  [{ field: 'urgent', op: 'eq', value: 'yes' }, 'filter: bad_value'],
])('K3, K4, F26: %j is refused', (filter, expected) => expect(errorsOf(filter)).toEqual([expected]));

test.each([
  ['closeOn', 'lt', '0000-01-01'],
  ['closeOn', 'eq', '10000-01-01'],
  ['createdAt', 'gt', '0000-01-01T00:00:00Z'],
  ['createdAt', 'lte', '0000-12-31T23:59:59+14:00'],
])('K3, F9: %s %s %s is refused, for the database has no year 0', (field, op, value) =>
  expect(errorsOf({ field, op, value })).toEqual(['filter: bad_value']),
);

test('K3: the first and the last day there is can be asked for', () => {
  expect(errorsOf({ field: 'closeOn', op: 'gte', value: '0001-01-01' })).toEqual([]);
  expect(errorsOf({ field: 'createdAt', op: 'lte', value: '9999-12-31T23:59:59Z' })).toEqual([]);
});

test('every fault is named with its place', () => {
  const filter = {
    and: [
      { field: 'nope', op: 'eq', value: 1 },
      {
        or: [
          { field: 'title', op: 'eq', value: 'x' },
          { field: 'tags', op: 'lt', value: 'x' },
        ],
      },
    ],
  };
  expect(errorsOf(filter)).toEqual(['filter.and[0]: unknown_field', 'filter.and[1].or[1]: unknown_op']);
});

test('a filter that would cost too much is refused', () => {
  const deep = Array.from({ length: 7 }).reduce<object>((inner) => ({ and: [inner] }), { field: 'title', op: 'eq', value: 'x' });
  expect(errorsOf(deep)).toEqual([expect.stringContaining('too_deep')]);
  const group = { or: Array.from({ length: 20 }, () => ({ field: 'title', op: 'eq', value: 'x' })) };
  expect(errorsOf({ and: [group, group, group] })).toHaveLength(10);
});
