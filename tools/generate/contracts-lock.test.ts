import { describe, expect, test } from '@jest/globals';
import { allActions } from '../../shared/contracts/registry.ts';
import { retiredRoutes } from '../../shared/contracts/retired.ts';
import { broken, currentLock, type Lock } from './contracts-lock.ts';
import type { JsonSchema } from './schema-compatibility.ts';

const lock = (permission: string, input: JsonSchema = { type: 'object', properties: {} }): Lock => ({
  actions: { 'v1.crm.things.get': { http: 'GET /things', permission, input, output: {} } },
  events: {},
});

describe('the lock of the contracts', () => {
  test('holds for the contracts of now', () => {
    expect(broken(currentLock(), currentLock())).toEqual([]);
  });
  test('tells of another permission, and of a shorter text', () => {
    const text = (maxLength: number) => ({ type: 'object', properties: { q: { type: 'string', maxLength } } });
    expect(broken(lock('crm.deals:read', text(10)), lock('crm.deals:write', text(9)), [])).toEqual([
      'action v1.crm.things.get: permission crm.deals:read became crm.deals:write',
      'action v1.crm.things.get input .q: maxLength 10 became 9',
    ]);
  });
  test('lets a change pass that is listed with its reason, and no other', () => {
    const fault = 'action v1.crm.things.get: permission crm.deals:read became crm.deals:write';
    expect(broken(lock('crm.deals:read'), lock('crm.deals:write'), [{ fault, reason: 'meant' }])).toEqual([]);
    expect(broken(lock('crm.deals:read'), lock('public'), [{ fault, reason: 'meant' }])).toHaveLength(1);
  });
  test('an action may go only when its route is retired', () => {
    expect(broken(lock('public'), { actions: {}, events: {} })).toEqual(['action v1.crm.things.get was removed']);
    const gone = Object.fromEntries(
      retiredRoutes.map(({ action, route }) => [action, { http: route, permission: 'public', input: {}, output: {} }]),
    );
    expect(broken({ actions: gone, events: {} }, { actions: {}, events: {} })).toEqual([]);
    for (const { action, successor } of retiredRoutes) {
      expect(allActions.map(({ name }) => name)).not.toContain(action);
      expect(allActions.map(({ http }) => `${http?.method} ${http?.path}`)).toContain(successor);
    }
  });
});
