import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { errorCodes } from '../errors/codes.ts';
import { permissionMatrix } from './permissions.ts';
import { allActions, allEvents } from './registry.ts';

type Schema = {
  type?: string;
  format?: string;
  enum?: unknown[];
  pattern?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
};

/** Free text that is a code or an id of ours, never words about a person. */
const harmless = new Set([
  'changedFields[]',
  'features[]',
  'rule',
  'model',
  'currency',
  'ownerId',
  'capturedBy',
  'userId',
  'service',
  'durable',
]);
const personal = new Set([
  'name',
  'mail',
  'email',
  'phone',
  'address',
  'street',
  'city',
  'postal',
  'notes',
  'title',
  'reason',
  'text',
  'comment',
  'password',
]);
const words = (name: string): string[] => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());

const freeText = (schema: Schema, path: string): string[] => [
  ...(schema.type === 'string' && !schema.format && !schema.enum && !schema.pattern ? [path] : []),
  ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => freeText(inner, path ? `${path}.${name}` : name)),
  ...(schema.items ? freeText(schema.items, `${path}[]`) : []),
  ...(schema.anyOf ?? []).flatMap((inner) => freeText(inner, path)),
];

const names = (schema: Schema): string[] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [...(inner.enum ? [] : [name]), ...names(inner)]),
  ...(schema.anyOf ?? []).flatMap(names),
];

describe('events carry facts, not people', () => {
  test.each(allEvents.map((event) => [event.type, event] as const))('%s', (_type, event) => {
    const schema = z.toJSONSchema(event.data) as Schema;
    expect(freeText(schema, '').filter((path) => !harmless.has(path))).toEqual([]);
    expect(names(schema).filter((name) => words(name).some((word) => personal.has(word)))).toEqual([]);
  });

  test('each belongs to one service and says so in its type', () => {
    expect(new Set(allEvents.map(({ type }) => type)).size).toBe(allEvents.length);
    for (const event of allEvents) expect(['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing']).toContain(event.service);
  });
});

describe('actions', () => {
  test('names and routes are unique', () => {
    const routes = allActions.filter(({ http }) => http).map(({ http }) => `${http?.method} ${http?.path.replace(/\{[^}]+\}/g, '{}')}`);
    expect(new Set(routes).size).toBe(routes.length);
    expect(new Set(allActions.map(({ name }) => name)).size).toBe(allActions.length);
  });

  test.each(allActions.map((contract) => [contract.name, contract] as const))(
    '%s refuses unknown fields and names known permissions, errors and path fields',
    (_name, contract) => {
      const result = contract.input.safeParse({ surelyUnknownField: 1 });
      expect(result.success).toBe(false);
      expect(result.error?.issues.some(({ code }) => code === 'unrecognized_keys')).toBe(true);
      expect([...Object.keys(permissionMatrix), 'public', 'authenticated', 'operator']).toContain(contract.permission);
      for (const code of contract.errors) expect(Object.keys(errorCodes)).toContain(code);
      for (const [, field] of contract.http?.path.matchAll(/\{(\w+)\}/g) ?? []) expect(Object.keys(contract.input.shape)).toContain(field);
    },
  );
});
