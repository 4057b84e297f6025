import { randomUUID } from 'node:crypto';
import { invoiceDrafted } from '@crm-gtd/shared/contracts/billing/invoices.ts';
import { dealCreated } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { billingEffectFailed } from '@crm-gtd/shared/contracts/effects.ts';
import type { Envelope } from '@crm-gtd/shared/contracts/envelope.ts';
import type { AuditEntry } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { deadLetterReplayed } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { inboxItemClarified } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import type { ApiClient } from '@crm-gtd/shared/testing/api-client.ts';
import { bury } from '@crm-gtd/shared/testing/dead-letter.ts';
import { registerOperator, registerOwner } from '@crm-gtd/shared/testing/owner.ts';
import { type DeliverOptions, startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { gatewayService } from '../service.ts';
import { verifyOrganization } from './audit.jobs.ts';

let gateway: TestService<DB>;
let base: string;

beforeAll(async () => {
  gateway = await startTestService(gatewayService, {
    config: {
      PORT: '0',
      JWT_SECRET: 'a'.repeat(40),
      JWT_REFRESH_SECRET: 'b'.repeat(40),
      BCRYPT_ROUNDS: '4',
      RATE_LIMIT_IP: '100000',
      RATE_LIMIT_USER: '100000',
    },
  });
  base = `http://127.0.0.1:${gateway.ports['http']}/api/v1`;
});
afterAll(() => gateway[Symbol.asyncDispose]());

type Listed = { items: AuditEntry[]; nextCursor: string | null };
const list = async (client: ApiClient, search = ''): Promise<Listed> => (await client.get(`/audit-log${search}`)).body as Listed;
const money = { amount: 1_000, currency: 'PLN' } as const;

const created = (organizationId: string, dealId: string, contactId: string | null, options: DeliverOptions = {}): Promise<Envelope> =>
  gateway.deliver(
    dealCreated,
    { dealId, pipelineId: randomUUID(), stageId: randomUUID(), contactId, companyId: null, value: money },
    { organizationId, ...options },
  );

describe('the audit log', () => {
  test("keeps the gateway's own events, with the person's name", async () => {
    const { client, session } = await registerOwner(base);
    const items = await waitFor('three events', async () => {
      const found = await list(client);
      return found.items.length >= 3 && found.items;
    });
    expect(items.map(({ type }) => type).sort()).toEqual([
      'gateway.membership.added',
      'gateway.organization.created',
      'gateway.session.started',
    ]);
    for (const item of items) expect(item).toMatchObject({ actorId: session.user.id, actorName: 'Anna Nowak', causeType: null });
  });

  test('an event delivered twice stands there once', async () => {
    const { client, session } = await registerOwner(base);
    const envelope = await created(session.organizationId, randomUUID(), null);
    await gateway.redeliver(envelope);
    const found = await list(
      client,
      `?filter=${encodeURIComponent(JSON.stringify({ field: 'aggregateId', op: 'eq', value: envelope.aggregateid }))}`,
    );
    expect(found.items.map(({ id }) => id)).toEqual([envelope.id]);
  });

  test('what an event caused names its cause', async () => {
    const { client, session } = await registerOwner(base);
    const cause = await created(session.organizationId, randomUUID(), null);
    const effect = await created(session.organizationId, randomUUID(), null, { correlationId: cause.correlationid });
    await gateway.ownerSql('update event_log set causation_id = $1 where id = $2', [cause.id, effect.id]);
    const { items } = await list(client, `?correlationId=${cause.correlationid}`);
    expect(items.find(({ id }) => id === effect.id)?.causeType).toBe('crm.deal.created');
  });

  test('pages with a cursor, newest first, and filters', async () => {
    const { client, session } = await registerOwner(base);
    for (let at = 0; at < 5; at += 1) await created(session.organizationId, randomUUID(), null);
    const only = `filter=${encodeURIComponent(JSON.stringify({ field: 'type', op: 'eq', value: 'crm.deal.created' }))}`;
    const first = await list(client, `?limit=3&${only}`);
    const second = await list(client, `?limit=3&${only}&cursor=${first.nextCursor}`);
    const all = [...first.items, ...second.items];
    expect([all.length, second.nextCursor]).toEqual([5, null]);
    expect(all.map(({ time }) => time)).toEqual(
      all
        .map(({ time }) => time)
        .sort()
        .reverse(),
    );
    expect((await client.get('/audit-log?filter=%7B')).status).toBe(400);
  });

  test("another organization's events are not in it", async () => {
    const [a, b] = [await registerOwner(base), await registerOwner(base)];
    await created(a.session.organizationId, randomUUID(), null);
    const { items } = await list(b.client, '?limit=100');
    expect(items.every(({ actorId, type }) => type.startsWith('gateway.') && actorId === b.session.user.id)).toBe(true);
  });
});

describe("a record's timeline", () => {
  test("holds the record's own events and those that name it", async () => {
    const { client, session } = await registerOwner(base);
    const [dealId, contactId] = [randomUUID(), randomUUID()];
    const envelope = await created(session.organizationId, dealId, contactId);
    await created(session.organizationId, randomUUID(), null);
    for (const recordId of [dealId, contactId]) {
      const { items } = (await client.get(`/timeline?recordId=${recordId}`)).body as Listed;
      expect(items.map(({ id }) => id)).toEqual([envelope.id]);
    }
    const stranger = await registerOwner(base);
    expect(((await stranger.client.get(`/timeline?recordId=${dealId}`)).body as Listed).items).toEqual([]);
  });

  const typesOn = async (client: ApiClient, path: string): Promise<string[]> =>
    ((await client.get(path)).body as Listed).items.map(({ type }) => type);

  test('H1: tells a guest nothing of what a guest may not read', async () => {
    const { client, session } = await registerOwner(base);
    const { organizationId } = session;
    const dealId = randomUUID();
    await created(organizationId, dealId, null);
    const sums = { net: money, vat: money, gross: money };
    await gateway.deliver(invoiceDrafted, { invoiceId: randomUUID(), dealId, companyId: null, ...sums }, { organizationId });
    expect(await typesOn(client, `/timeline?recordId=${dealId}`)).toEqual(['billing.invoice.drafted', 'crm.deal.created']);
    await gateway.ownerSql("update memberships set role = 'GUEST' where organization_id = $1", [organizationId]);
    await waitFor('the lower role', async () => (await client.get('/audit-log')).status === 403);
    expect(await typesOn(client, `/timeline?recordId=${dealId}`)).toEqual(['crm.deal.created']);
  });

  test("H1: tells of a person's inbox to that person alone; the audit log keeps it for the organization", async () => {
    const { client, session } = await registerOwner(base);
    const { organizationId } = session;
    const clarified = (resultId: string, capturedBy?: string) =>
      gateway.deliver(inboxItemClarified, { inboxItemId: randomUUID(), decision: 'next', resultId, capturedBy }, { organizationId });
    const [own, theirs, unnamed] = [randomUUID(), randomUUID(), randomUUID()];
    await clarified(own, session.user.id);
    await clarified(theirs, randomUUID());
    await clarified(unnamed);
    expect(await typesOn(client, `/timeline?recordId=${own}`)).toEqual(['gtd.inboxItem.clarified']);
    expect(await typesOn(client, `/timeline?recordId=${theirs}`)).toEqual([]);
    expect(await typesOn(client, `/timeline?recordId=${unnamed}`)).toEqual([]);
    const logged = (await typesOn(client, '/audit-log')).filter((type) => type === 'gtd.inboxItem.clarified');
    expect(logged).toHaveLength(3);
  });
});

describe('the chain', () => {
  const events = async (organizationId: string): Promise<void> => {
    for (let at = 0; at < 3; at += 1) await created(organizationId, randomUUID(), null);
  };

  test('holds over all events, arriving together or not', async () => {
    const { session } = await registerOwner(base);
    await Promise.all(Array.from({ length: 12 }, () => created(session.organizationId, randomUUID(), null)));
    await gateway.settled();
    expect(await verifyOrganization(gateway.db, session.organizationId)).toBe(0);
    const rows = await gateway.ownerSql<{ position: number }>(
      'select position::int from event_log where organization_id = $1 order by position',
      [session.organizationId],
    );
    expect(rows.map(({ position }) => position)).toEqual(rows.map((_, at) => at + 1));
  });

  test.each([
    ['changed', "update event_log set actor_id = 'somebody else' where organization_id = $1 and position = 2"],
    ['removed from the middle', 'delete from event_log where organization_id = $1 and position = 2'],
    [
      'removed at the end',
      'delete from event_log where organization_id = $1 and position = (select max(position) from event_log where organization_id = $1)',
    ],
  ])('shows a row that was %s', async (_what, sql) => {
    const { session } = await registerOwner(base);
    await events(session.organizationId);
    await gateway.settled();
    await gateway.ownerSql(sql, [session.organizationId]);
    expect(await verifyOrganization(gateway.db, session.organizationId)).toBeGreaterThan(0);
  });

  test('the service itself can neither change nor remove what was written', async () => {
    const { session } = await registerOwner(base);
    await events(session.organizationId);
    const attempts = [
      "update event_log set actor_id = 'x'",
      'delete from event_log',
      'delete from event_subjects',
      'truncate event_log',
      `delete from event_log_${new Date().toISOString().slice(0, 7).replace('-', '_')}`,
      'delete from audit_chains',
    ];
    for (const sql of attempts) {
      await expect(gateway.db.withTenant(gateway.scope({ organizationId: session.organizationId }), (tx) => tx.sql(sql))).rejects.toThrow();
    }
  });
});

describe('row security', () => {
  test("is enabled and forced on every table that holds tenants' rows, partitions too", async () => {
    const rows = await gateway.ownerSql<{ relname: string }>(`
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      where n.nspname = 'gateway' and c.relkind in ('r', 'p') and a.attname = 'organization_id' and not (c.relrowsecurity and c.relforcerowsecurity)`);
    expect(rows).toEqual([]);
  });

  test("without an organization a person sees his own memberships only; with one, only that organization's", async () => {
    const [a, b] = [await registerOwner(base), await registerOwner(base)];
    const own = await gateway.db.withoutTenant(async (tx) => {
      await tx.sql("select set_config('app.user_id', $1, true)", [a.session.user.id]);
      return tx.kysely.selectFrom('memberships').select('userId').execute();
    });
    expect(own).toEqual([{ userId: a.session.user.id }]);
    const within = await gateway.db.withTenant(
      gateway.scope({ organizationId: b.session.organizationId, actorId: a.session.user.id }),
      (tx) => tx.kysely.selectFrom('memberships').select('userId').execute(),
    );
    expect(within).toEqual([{ userId: b.session.user.id }]);
    const nobody = await gateway.db.withoutTenant(async (tx) => [
      ...(await tx.kysely.selectFrom('memberships').selectAll().execute()),
      ...(await tx.kysely.selectFrom('organizations').selectAll().execute()),
    ]);
    expect(nobody).toEqual([]);
  });
});

describe('dead letters', () => {
  test('K4, F9: are shown and replayed within their organization only, and the replay stands in the log', async () => {
    const [a, b] = [await registerOperator(base, gateway), await registerOperator(base, gateway)];
    const { organizationId } = a.session;
    const eventId = await bury(gateway, organizationId);
    const { items } = (await a.client.get('/dead-letters')).body as { items: { id: string; eventType: string; eventId: string }[] };
    expect(items).toMatchObject([{ eventType: 'crm.deal.created', eventId, attempts: 8, durable: 'gateway-audit' }]);
    expect(((await b.client.get('/dead-letters')).body as { items: unknown[] }).items).toEqual([]);
    for (const cursor of ['-1', 'a', '1.5', '9'.repeat(40), '1e3', ' '])
      expect([cursor, (await a.client.get(`/dead-letters?cursor=${encodeURIComponent(cursor)}`)).status]).toEqual([cursor, 400]);
    expect((await a.client.get(`/dead-letters?cursor=${'9'.repeat(15)}`)).status).toBe(200);
    const id = items[0]?.id ?? '';
    expect((await b.client.post(`/dead-letters/${id}/replay`)).status).toBe(404);
    expect((await a.client.post('/dead-letters/999999/replay')).status).toBe(404);
    expect((await a.client.post(`/dead-letters/${id}/replay`)).status).toBe(202);
    expect((await gateway.outbox(deadLetterReplayed)).map(({ data }) => data)).toEqual([
      { eventId, service: 'gateway', durable: 'gateway-audit' },
    ]);
    expect(((await a.client.get('/dead-letters')).body as { items: unknown[] }).items).toEqual([]);
  });
});

describe('K3: what an event should have led to and did not', () => {
  type Failures = { items: { deadLetterId: string; service: string; eventType: string }[] };

  test('is shown on its record to everybody of the organization, and tried again by an administrator', async () => {
    const [a, b] = [await registerOwner(base), await registerOwner(base)];
    const { organizationId } = a.session;
    const [eventId, recordId] = [await bury(gateway, organizationId), randomUUID()];
    const letter = (await gateway.bus.deadLetters.list({ limit: 100 })).items.find(({ payload }) => payload.includes(eventId));
    const deadLetterId = letter?.id ?? '';
    const fact = { eventId, eventType: 'crm.deal.created', recordId, durable: 'gateway-audit', deadLetterId };
    await gateway.redeliver(await gateway.deliver(billingEffectFailed, fact, { organizationId }));
    const failures = async ({ client }: typeof a): Promise<Failures['items']> =>
      ((await client.get(`/failed-effects?recordId=${recordId}`)).body as Failures).items;
    expect(await failures(a)).toMatchObject([{ deadLetterId, service: 'billing', eventType: 'crm.deal.created' }]);
    expect(await failures(b)).toEqual([]);
    expect((await b.client.post(`/failed-effects/${deadLetterId}/retry`)).status).toBe(404);
    const retriedAs = async (role: string, status: number): Promise<void> => {
      await gateway.ownerSql('update memberships set role = $2 where organization_id = $1', [organizationId, role]);
      const known = async (): Promise<boolean> => ((await a.client.get('/auth/me')).body as { role: string }).role === role;
      const access = async (): Promise<boolean> => (await a.client.get('/invoices')).status !== (role === 'MEMBER' ? 503 : 403);
      await waitFor(`the role ${role}`, async () => (await known()) && access(), 20_000);
      expect((await a.client.post(`/failed-effects/${deadLetterId}/retry`)).status).toBe(status);
    };
    await retriedAs('MEMBER', 403);
    await retriedAs('ADMIN', 202);
    expect(await failures(a)).toEqual([]);
  });
});

test('an event of a month without a partition makes its own', async () => {
  const { session } = await registerOwner(base);
  const { organizationId } = session;
  const id = randomUUID();
  const envelope: Envelope = {
    id: randomUUID(),
    source: 'crm',
    type: 'crm.contact.deleted',
    time: '2024-03-05T10:00:00.000Z',
    version: 1,
    organizationid: organizationId,
    actorid: 'service:crm',
    aggregatetype: 'contact',
    aggregateid: id,
    sequence: 1,
    correlationid: randomUUID(),
    causationid: randomUUID(),
    data: { contactId: id, importId: null },
  };
  await gateway.bus.publish({ id: envelope.id, subject: `evt.crm.${organizationId}.contact.deleted`, payload: JSON.stringify(envelope) });
  await gateway.settled();
  const rows = await gateway.ownerSql<{ n: number }>('select count(*)::int as n from event_log_2024_03 where id = $1', [envelope.id]);
  expect(rows[0]?.n).toBe(1);
  const open = await gateway.ownerSql<{ relrowsecurity: boolean }>(
    "select relrowsecurity from pg_class where relname = 'event_log_2024_03'",
  );
  expect(open).toEqual([{ relrowsecurity: true }]);
});
