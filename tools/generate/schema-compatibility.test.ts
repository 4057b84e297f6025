import { describe, expect, test } from '@jest/globals';
import { breakingChanges, type JsonSchema } from './schema-compatibility.ts';

const object = (properties: Record<string, JsonSchema>, required: string[] = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
});
const text: JsonSchema = { type: 'string' };
const textOrNull: JsonSchema = { anyOf: [{ type: 'string' }, { type: 'null' }] };

describe('breaking changes', () => {
  test.each([
    ['an added field', object({ a: text }), object({ a: text, b: text }), [], ['.b is now required']],
    ['an added optional field', object({ a: text }), object({ a: text, b: text }, ['a']), [], []],
    ['a removed field', object({ a: text, b: text }), object({ a: text }), ['.b was removed'], ['.b was removed']],
    ['a field that may be absent', object({ a: text }), object({ a: text }, []), ['.a may now be absent'], []],
    [
      'another type',
      object({ a: text }),
      object({ a: { type: 'number' } }),
      ['.a: type string became number'],
      ['.a: type string became number'],
    ],
    ['a wider type', object({ a: text }), object({ a: textOrNull }), ['.a: type string became string|null'], []],
    ['a narrower type', object({ a: textOrNull }), object({ a: text }), [], ['.a: type string|null became string']],
    [
      'a lost value',
      object({ a: { type: 'string', enum: ['x', 'y'] } }),
      object({ a: { type: 'string', enum: ['x'] } }),
      ['.a: value y was removed'],
      ['.a: value y was removed'],
    ],
    [
      'a shorter text',
      object({ a: { type: 'string', maxLength: 200 } }),
      object({ a: { type: 'string', maxLength: 120 } }),
      [],
      ['.a: maxLength 200 became 120'],
    ],
    ['a first limit', object({ a: text }), object({ a: { type: 'string', maxLength: 9 } }), [], ['.a: maxLength none became 9']],
    [
      'a limit of a value that may be null',
      object({ a: textOrNull }),
      object({ a: { anyOf: [{ type: 'string', maxLength: 9 }, { type: 'null' }] } }),
      [],
      ['.a: maxLength none became 9'],
    ],
    [
      'a larger number',
      object({ a: { type: 'integer', minimum: 0, maximum: 10 } }),
      object({ a: { type: 'integer', minimum: -1, maximum: 20 } }),
      ['.a: maximum 10 became 20', '.a: minimum 0 became -1'],
      [],
    ],
    [
      'fewer items',
      object({ a: { type: 'array', items: text, maxItems: 50 } }),
      object({ a: { type: 'array', items: text, maxItems: 20 } }),
      [],
      ['.a: maxItems 50 became 20'],
    ],
    [
      'another pattern',
      object({ a: { type: 'string', pattern: '^a' } }),
      object({ a: { type: 'string', pattern: '^b' } }),
      ['.a: pattern ^a became ^b'],
      ['.a: pattern ^a became ^b'],
    ],
    ['a first format', object({ a: text }), object({ a: { type: 'string', format: 'uuid' } }), [], ['.a: format none became uuid']],
  ] as const)('%s', (_title, before, after, given, taken) => {
    expect(breakingChanges(before, after, 'given')).toEqual(given);
    expect(breakingChanges(before, after, 'taken')).toEqual(taken);
  });
});
