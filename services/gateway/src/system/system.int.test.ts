import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { deadLetterDiscarded } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { type ErrorTrace, type SystemReport, selfErrorsOf, selfStatusOf } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { type ApiClient, apiClient } from '@crm-gtd/shared/testing/api-client.ts';
import { bury } from '@crm-gtd/shared/testing/dead-letter.ts';
import { registerOperator, registerOwner } from '@crm-gtd/shared/testing/owner.ts';
import { slowness } from '@crm-gtd/shared/testing/slowness.ts';
import { remote, startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { gatewayService } from '../service.ts';

let gateway: TestService<DB>;
let base: string;
/** The web app as the report asks it: what it answers, or nothing while it is away. */
const webAnswers: { body: string | undefined } = { body: '{"ready":true,"version":"7.7.7"}' };
const web = createServer((request, response) => {
  if (request.url !== '/crm/health/ready' || webAnswers.body === undefined) response.writeHead(502);
  response.end(webAnswers.body);
});

/** crm answers; gtd is known and silent, as a process that hangs; the others are not there at all. */
const hangs = Promise.withResolvers<never>();
const crmStatus = {
  instance: 'crm-1',
  version: '9.9.9',
  node: 'v24.0.0',
  uptimeSeconds: 5,
  memoryBytes: 1_000,
  ready: true,
  checks: { database: true },
  outbox: { pending: 3, oldestAgeSeconds: 1.5 },
  consumers: [],
  streams: [],
  breakers: [{ name: 'crm.test', state: 'open' as const }],
};

beforeAll(async () => {
  await once(web.listen(0, '127.0.0.1'), 'listening');
  gateway = await startTestService(gatewayService, {
    config: {
      PORT: '0',
      WEB_URL: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
      JWT_SECRET: 'a'.repeat(40),
      JWT_REFRESH_SECRET: 'b'.repeat(40),
      BCRYPT_ROUNDS: '4',
      RATE_LIMIT_IP: '100000',
      RATE_LIMIT_USER: '100000',
    },
    remotes: [
      remote(selfStatusOf('crm'), async () => crmStatus),
      remote(selfErrorsOf('crm'), async () => ({ items: [] })),
      remote(selfStatusOf('gtd'), () => hangs.promise),
      remote(listDeals, async () => {
        throw new TypeError('Jan Kowalski, jan@example.com');
      }),
    ],
  });
  base = `http://127.0.0.1:${gateway.ports['http']}/api/v1`;
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  web.close();
  web.closeAllConnections();
});

describe('GET /system', () => {
  test('shows each service, what is needed, lag, outbox, streams and breakers; who is silent is down', async () => {
    const { client } = await registerOperator(base, gateway);
    const answer = await client.get('/system');
    expect(answer.status).toBe(200);
    const { services, web: pages, dependencies, consumers, streams, breakers, console } = answer.body as SystemReport;
    expect(pages).toEqual({ up: true, version: '7.7.7', latencyMs: expect.any(Number) });
    expect(Object.fromEntries(services.map(({ service, state }) => [service, state]))).toEqual({
      gateway: 'up',
      crm: 'up',
      gtd: 'down',
      ai: 'down',
      voice: 'down',
      billing: 'down',
    });
    expect(services.find(({ service }) => service === 'gtd')).toMatchObject({ silent: 1, instances: [] });
    expect(services.find(({ service }) => service === 'crm')).toMatchObject({
      instances: [{ instance: 'crm-1', version: '9.9.9' }],
      outbox: { pending: 3, oldestAgeSeconds: 1.5 },
    });
    const own = services.find(({ service }) => service === 'gateway');
    expect(own?.instances[0]?.checks).toEqual({ database: true, migrations: true, nats: true, consumers: true, redis: true });
    expect(own?.outbox).toEqual({ pending: expect.any(Number), oldestAgeSeconds: expect.any(Number) });
    expect(dependencies.map(({ name, up }) => [name, up])).toEqual([
      ['database', true],
      ['nats', true],
      ['redis', true],
    ]);
    expect(consumers.map(({ durable }) => durable)).toContain('gateway-audit-crm');
    expect(streams.map(({ name }) => name)).toEqual(['DLQ', 'EVT_GATEWAY']);
    expect(breakers).toEqual([{ service: 'crm', instance: expect.any(String), name: 'crm.test', state: 'open' }]);
    expect(console).toBe(false);
  });

  test.each([
    ['that is away', undefined, { up: false, version: null, latencyMs: null }],
    ['of the release before', '{"ready":true}', { up: true, version: null, latencyMs: expect.any(Number) }],
  ])('a web app %s is shown as that', async (_, body, shown) => {
    const { client } = await registerOperator(base, gateway);
    webAnswers.body = body;
    // Those who ask within a second share an answer.
    await waitFor('a report of now', async () => {
      const { web: pages } = (await client.get('/system')).body as SystemReport;
      expect(pages).toEqual(shown);
      return true;
    });
  });

  test('a silent process costs the page less than two seconds', async () => {
    const { client } = await registerOperator(base, gateway);
    const started = performance.now();
    expect((await client.get('/system')).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(2_500 * slowness());
  });

  test.each(['OWNER', 'MANAGER', 'MEMBER', 'GUEST'])('F22: is not for a %s, whatever the organization', async (role) => {
    const { client, session } = await registerOwner(base);
    expect([session.operator, session.permissions]).toEqual([false, expect.not.arrayContaining(['operator'])]);
    await gateway.ownerSql('update memberships set role = $2 where organization_id = $1', [session.organizationId, role]);
    for (const path of ['/system', '/system/errors', '/dead-letters']) expect([path, (await client.get(path)).status]).toEqual([path, 403]);
    expect((await client.request('DELETE', '/dead-letters/1')).status).toBe(403);
  });

  test('F22: an operator sees it in any role, until that is taken from him', async () => {
    const { client, session } = await registerOperator(base, gateway);
    expect((await client.get('/auth/me')).body).toMatchObject({ operator: true, permissions: expect.arrayContaining(['operator']) });
    await gateway.ownerSql("update memberships set role = 'GUEST' where organization_id = $1", [session.organizationId]);
    expect((await client.get('/system')).status).toBe(200);
    await gateway.ownerSql('update operators set revoked_at = now() where user_id = $1', [session.user.id]);
    await waitFor('the end of the right', async () => (await client.get('/system')).status === 403);
  });

  test('wants a token', async () => {
    expect((await apiClient(base).get('/system')).status).toBe(401);
  });
});

describe('GET /system/errors', () => {
  const errors = async (client: ApiClient): Promise<ErrorTrace[]> =>
    ((await client.get('/system/errors')).body as { items: ErrorTrace[] }).items;

  test("shows this organization's faults by their trace, in codes, and no other's", async () => {
    const [a, b] = [await registerOperator(base, gateway), await registerOperator(base, gateway)];
    const failed = await a.client.get('/deals');
    expect(failed.status).toBe(500);
    const [trace, ...others] = await errors(a.client);
    expect(others).toEqual([]);
    expect(trace?.correlationId).toBe(failed.headers.get('x-request-id'));
    // The harness answers for crm within this process, so that its fault is told by the gateway's memory too.
    expect(trace?.errors.map(({ origin, name, code }) => [origin, name, code])).toEqual(
      expect.arrayContaining([
        ['http', 'GET /api/v1/deals', 'INTERNAL'],
        ['call', 'v1.crm.deals.list', 'INTERNAL'],
      ]),
    );
    expect(JSON.stringify(trace)).not.toMatch(/Kowalski|example\.com/);
    expect(await errors(b.client)).toEqual([]);
  });

  test('what the caller did wrong is not among them', async () => {
    const { client } = await registerOperator(base, gateway);
    await client.get('/audit-log?filter=%7B');
    await client.get('/nothing-here');
    expect(await errors(client)).toEqual([]);
  });

  test('names the services that did not answer', async () => {
    const { client } = await registerOperator(base, gateway);
    const { silent } = (await client.get('/system/errors')).body as { silent: string[] };
    expect(silent).toEqual(['gtd', 'ai', 'voice', 'billing']);
  });
});

describe('DELETE /dead-letters/{id}', () => {
  const letters = async (client: ApiClient): Promise<{ id: string; eventId: string }[]> =>
    ((await client.get('/dead-letters')).body as { items: { id: string; eventId: string }[] }).items;

  test('discards for good, stands in the log, and is unknown to another organization', async () => {
    const [a, b] = [await registerOperator(base, gateway), await registerOperator(base, gateway)];
    const eventId = await bury(gateway, a.session.organizationId);
    const [letter] = await letters(a.client);
    expect(letter?.eventId).toBe(eventId);
    expect(await letters(b.client)).toEqual([]);
    const path = `/dead-letters/${letter?.id}`;
    const stranger = await b.client.request('DELETE', path);
    const unknown = await b.client.request('DELETE', '/dead-letters/999999');
    expect([stranger.status, unknown.status]).toEqual([404, 404]);
    expect(await letters(a.client)).toHaveLength(1);
    expect((await a.client.request('DELETE', path)).status).toBe(204);
    expect(await letters(a.client)).toEqual([]);
    expect((await a.client.request('DELETE', path)).status).toBe(404);
    const audited = (await gateway.outbox(deadLetterDiscarded)).filter(({ data }) => data.eventId === eventId);
    expect(audited.map(({ envelope, data }) => [envelope.actorid, data])).toEqual([
      [a.session.user.id, { eventId, service: 'gateway', durable: 'gateway-audit' }],
    ]);
  });
});
