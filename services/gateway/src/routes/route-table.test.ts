import { action } from '@crm-gtd/shared/contracts/define.ts';
import { allActions } from '@crm-gtd/shared/contracts/registry.ts';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openApiDocument } from './openapi.ts';
import { inputReader } from './request-input.ts';
import { allRoutes, isMatch, parameterNames, routeTable } from './route-table.ts';

describe('the route table', () => {
  const table = routeTable(allRoutes);

  test('finds every route, with its parameters', () => {
    for (const route of allRoutes) {
      const names = parameterNames(route.path);
      const found = table.match(
        route.method,
        names.reduce((path, name) => path.replace(`{${name}}`, `id%20of%20${name}`), route.path),
      );
      expect(found && isMatch(found) && found.route).toBe(route);
      expect(found && isMatch(found) && found.params).toEqual(Object.fromEntries(names.map((name) => [name, `id of ${name}`])));
    }
  });

  test('every action with an address is in it, and every parameter is a field of its input', () => {
    for (const { http, input, name } of allActions) {
      if (!http) continue;
      expect(allRoutes.some(({ contract }) => contract?.name === name)).toBe(true);
      for (const parameter of parameterNames(http.path))
        expect([name, Object.keys(input.shape)]).toEqual([name, expect.arrayContaining([parameter])]);
    }
  });

  test.each(['/', '', '/contacts/', '/contacts//', '/contacts/a/b/c', '/Contacts', '/__proto__', '/constructor'])(
    '%s leads nowhere',
    (path) => {
      expect(table.match('GET', path)).toBeUndefined();
    },
  );

  test('a fixed word wins over a parameter; two routes at one address are a mistake', () => {
    const make = (path: string) => ({ method: 'GET' as const, path, permission: 'public' as const, contract: undefined });
    const [open, fixed] = [make('/tasks/{taskId}'), make('/tasks/next')];
    const found = routeTable([open, fixed]).match('GET', '/tasks/next');
    expect(found && isMatch(found) && found.route).toBe(fixed);
    expect(() => routeTable([open, make('/tasks/{id}')])).toThrow(/Two routes/);
  });

  test('HEAD is GET; another method names what there is', () => {
    expect(table.match('HEAD', '/contacts')).toHaveProperty('route');
    expect(table.match('PUT', '/contacts')).toEqual({ allowed: expect.arrayContaining(['GET', 'POST']) });
  });
});

describe('input from path, query and body', () => {
  const contract = action('v1.crm.things.list', {
    http: 'POST /things/{thingId}',
    permission: 'authenticated',
    output: z.null(),
    input: z.object({
      thingId: z.string(),
      done: z.boolean().optional(),
      ids: z.array(z.string()).default([]),
      count: z.int().optional(),
      q: z.string().optional(),
      expectedVersion: z.coerce.number().optional(),
    }),
  });
  const read = inputReader(contract);
  const parts = { params: { thingId: 't' }, query: {}, body: {}, version: undefined };

  test('text becomes what the contract wants, where it can', () => {
    expect(read({ ...parts, query: { done: 'true', ids: 'a,b', count: '5', q: '5' } })).toEqual({
      thingId: 't',
      done: true,
      ids: ['a', 'b'],
      count: 5,
      q: '5',
    });
    expect(read({ ...parts, query: { done: 'yes', count: '5x' } })).toEqual({ thingId: 't', done: 'yes', count: '5x' });
  });

  test('a field in two places is refused; the version comes from the header and wins', () => {
    expect(() => read({ ...parts, body: { thingId: 'x' } })).toThrow();
    expect(() => read({ ...parts, query: { q: 'a' }, body: { q: 'a' } })).toThrow();
    expect(read({ ...parts, body: { expectedVersion: 1 }, version: 4 })).toMatchObject({ expectedVersion: 4 });
  });
});

describe('the OpenAPI document', () => {
  const document = JSON.stringify(openApiDocument());

  test('says what every action takes, gives and refuses', () => {
    for (const { http, errors } of allActions) {
      if (!http) continue;
      for (const code of errors) expect(document).toContain(code);
    }
  });
  test('K11: lists what the way to a route answers as well, and when to come back', () => {
    type Operation = { responses: Record<string, { headers?: object }>; requestBody?: object };
    const { paths } = openApiDocument() as { paths: Record<string, Record<string, Operation>> };
    const create = paths['/contacts']?.['post'];
    const listed = ['201', '400', '401', '403', '409', '413', '415', '422', '429', '431', '500', '503'];
    expect(Object.keys(create?.responses ?? {})).toEqual(expect.arrayContaining(listed));
    for (const status of ['409', '429', '503']) expect(create?.responses[status]?.headers).toHaveProperty('Retry-After');
    expect(create?.responses['400']?.headers).toBeUndefined();
    expect(Object.keys(paths['/events']?.['get']?.responses ?? {})).toEqual(expect.arrayContaining(['400', '401', '429', '503']));
    expect(Object.keys(paths['/billing/webhooks/{provider}']?.['post']?.responses ?? {})).toEqual(
      expect.arrayContaining(['400', '404', '413', '429', '503']),
    );
  });
  test('names every operation once', () => {
    const ids = [...document.matchAll(/"operationId":"([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
