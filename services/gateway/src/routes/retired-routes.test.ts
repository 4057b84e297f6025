import { describe, expect, test } from '@jest/globals';
import { retiredAt } from './retired-routes.ts';
import { allRoutes, routeTable } from './route-table.ts';

const retired = {
  action: 'v1.crm.things.close',
  route: 'POST /things/{thingId}/close',
  since: '2026-11-27',
  successor: 'PATCH /things/{thingId}',
} as const;

describe('routes that were taken back', () => {
  const at = retiredAt([retired]);

  test('answer at their own method and place only', () => {
    expect(at('POST', '/things/17/close')).toEqual(retired);
    expect(at('GET', '/things/17/close')).toBeUndefined();
    expect(at('POST', '/things/17')).toBeUndefined();
  });

  test('are no longer routes, and what follows them is one', () => {
    const table = routeTable(allRoutes);
    const all = retiredAt();
    for (const route of allRoutes)
      expect([route.method, route.path, all(route.method, route.path)]).toEqual([route.method, route.path, undefined]);
    expect(table.match('POST', '/things/17/close')).toBeUndefined();
  });
});
