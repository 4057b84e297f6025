import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ActionContract } from '../shared/contracts/define.ts';
import { allActions } from '../shared/contracts/registry.ts';
import { withConnection } from '../shared/database/admin-connection.ts';
import { urlFor } from '../shared/database/urls.ts';
import { waitFor } from '../shared/testing/wait-for.ts';
import { untilQuiet } from './support/quiet.ts';
import { pathFields, sampleInput } from './support/sample-input.ts';
import { signUp, type TestSession } from './support/session.client.ts';
import { type SharedProduct, sharedProduct } from './support/shared-product.ts';

let product: SharedProduct;
let mine: TestSession;
let theirs: TestSession;
/** Path field → an id that exists in the other organization. */
let foreign: Record<string, string>;
/** Of the other organization's rows, before any of its ids was used. */
let untouched: Record<string, string>;

type Thing = { id: string };
type Listed = { items: (Thing & { stages?: Thing[] })[] };

const firstOf = (session: TestSession, path: string): Promise<Thing & { stages?: Thing[] }> =>
  waitFor(`something at ${path}`, async () => (await session.must<Listed>('GET', path)).items[0]);

const makeForeignThings = async (session: TestSession): Promise<Record<string, string>> => {
  const make = async (path: string, body: unknown): Promise<string> => (await session.must<Thing>('POST', path, body)).id;
  const pipeline = await firstOf(session, '/pipelines');
  const companyId = await make('/companies', { name: 'Cudza Spółka' });
  const contactId = await make('/contacts', { lastName: 'Cudzy', companyId });
  const dealId = await make('/deals', { title: 'Cudza szansa', contactId, companyId, value: { amount: 10_000 } });
  const wonDealId = await make('/deals', { title: 'Wygrana', companyId, value: { amount: 20_000 } });
  await session.must('POST', `/deals/${wonDealId}/win`, {});
  const taskId = await make('/tasks', { title: 'Cudze zadanie', links: { dealId, contactId, companyId } });
  const waitingForId = await make('/waiting-fors', { title: 'Cudze oczekiwanie', links: { dealId } });
  const inboxItemId = await make('/inbox-items', { title: 'Zadzwonić jutro do klienta' });
  const thought = await make('/inbox-items', { title: 'Cudzy projekt' });
  const decided = await session.must<{ resultId: string }>('POST', `/inbox-items/${thought}/clarify`, {
    decision: 'project',
    nextActionTitle: 'Pierwszy krok',
  });
  const checkoutId = await make('/billing/checkout', { plan: 'STARTER' });
  const form = new FormData();
  form.set('file', new Blob(['Imię;Nazwisko\nJan;Kowalski\n']), 'a.csv');
  const importId = await make('/imports', form);
  const suggestionId = (await firstOf(session, '/ai/suggestions')).id;
  const invoiceId = (await firstOf(session, '/invoices')).id;
  const membershipId = (await firstOf(session, '/memberships')).id;
  const sessionId = (await firstOf(session, '/auth/sessions')).id;
  const invited = await session.must<{ invitation: Thing }>('POST', '/invitations', { email: 'cudzy@example.test', role: 'MEMBER' });
  return {
    pipelineId: pipeline.id,
    stageId: pipeline.stages?.[0]?.id ?? '',
    companyId,
    contactId,
    dealId,
    taskId,
    waitingForId,
    inboxItemId,
    projectId: decided.resultId,
    checkoutId,
    importId,
    suggestionId,
    invoiceId,
    membershipId,
    sessionId,
    invitationId: invited.invitation.id,
  };
};

beforeAll(async () => {
  product = await sharedProduct();
  [mine, theirs] = await Promise.all([signUp(product.url, 'Nasza'), signUp(product.url, 'Cudza')]);
  foreign = await makeForeignThings(theirs);
  await firstOf(mine, '/pipelines');
  await untilQuiet(product);
  untouched = await digestOf(theirs.session.organizationId);
});

/** Routes whose ids are no tenant's: an event position, or a hosted page that anyone may open who was given its link. */
const ofNoTenant = new Set(['deadLetterId']);
const objectRoutes = allActions.filter(
  ({ http, permission }) => http && permission !== 'public' && pathFields(http.path).some((field) => !ofNoTenant.has(field)),
);

const callWith = async (contract: ActionContract, ids: (field: string) => string) => {
  const { method = 'GET', path = '' } = contract.http ?? {};
  const fields = pathFields(path);
  const body = Object.fromEntries(Object.entries(sampleInput(contract)).filter(([name]) => !fields.includes(name)));
  const answer = await mine.request<{ code?: string; traceId?: string; instance?: string }>(
    method,
    fields.reduce((made, field) => made.replace(`{${field}}`, ids(field)), path),
    method === 'GET' || method === 'DELETE' ? undefined : body,
  );
  const { traceId: _trace, instance: _instance, ...rest } = answer.body;
  return { status: answer.status, body: rest };
};

const tenantTables = `select format('%I.%I', n.nspname, c.relname) as name from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where a.attname = 'organization_id' and c.relkind in ('r', 'p') and not c.relispartition and c.relname not like 'msg\\_%' order by 1`;

/** One digest over every row the organization has anywhere. */
const digestOf = (organizationId: string): Promise<Record<string, string>> =>
  withConnection(urlFor(product.servers.postgresAdminUrl, { database: product.servers.database }), async (client) => {
    const { rows } = await client.query<{ name: string }>(tenantTables);
    const digests = await Promise.all(
      rows.map(async ({ name }) => {
        const {
          rows: [row],
        } = await client.query<{ digest: string }>(
          `select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from ${name} t where organization_id = $1`,
          [organizationId],
        );
        return [name, row?.digest ?? ''] as const;
      }),
    );
    return Object.fromEntries(digests);
  });

/** A digest before and after all routes says that one of them changes something; only then each is asked alone, to say which. */
const routesThatChange = async (): Promise<string[]> => {
  const changing: string[] = [];
  for (const contract of objectRoutes) {
    const before = await digestOf(theirs.session.organizationId);
    await callWith(contract, (field) => foreign[field] ?? randomUUID());
    await untilQuiet(product);
    const after = await digestOf(theirs.session.organizationId);
    if (JSON.stringify(after) !== JSON.stringify(before)) changing.push(`${contract.http?.method} ${contract.http?.path}`);
  }
  return changing;
};

describe("another organization's ids", () => {
  test('cover every kind of path field that names a thing of a tenant', () => {
    const fields = new Set(objectRoutes.flatMap(({ http }) => pathFields(http?.path ?? '')).filter((field) => !ofNoTenant.has(field)));
    expect([...fields].filter((field) => !foreign[field])).toEqual([]);
  });

  test.each(objectRoutes.map((contract) => [`${contract.http?.method} ${contract.http?.path}`, contract] as const))(
    '%s answers as for an unknown id',
    async (_route, contract) => {
      const stranger = await callWith(contract, (field) => foreign[field] ?? randomUUID());
      const unknown = await callWith(contract, () => randomUUID());
      expect(stranger.status).toBe(404);
      expect(stranger).toEqual(unknown);
    },
  );

  test('and no route has changed a row by them', async () => {
    await untilQuiet(product);
    const now = await digestOf(theirs.session.organizationId);
    const changed = Object.keys(now).filter((table) => now[table] !== untouched[table]);
    expect({ changed, by: changed.length === 0 ? [] : await routesThatChange() }).toEqual({ changed: [], by: [] });
  });

  test.each([
    ['a contact of their company', '/contacts', () => ({ lastName: 'Nasz', companyId: foreign['companyId'] })],
    ['a deal with their contact', '/deals', () => ({ title: 'Nasza', contactId: foreign['contactId'] })],
    ['a deal in their pipeline', '/deals', () => ({ title: 'Nasza', pipelineId: foreign['pipelineId'] })],
    ['a task on their deal', '/tasks', () => ({ title: 'Nasze', links: { dealId: foreign['dealId'] } })],
    ['a waiting-for on their contact', '/waiting-fors', () => ({ title: 'Nasze', personId: foreign['contactId'] })],
  ])('are refused inside a body: %s', async (_title, path, body) => {
    expect([404, 422]).toContain((await mine.request('POST', path, body())).status);
  });

  test('never appear in our lists', async () => {
    const ids = new Set(Object.values(foreign));
    for (const path of [
      '/companies',
      '/contacts',
      '/deals',
      '/tasks',
      '/waiting-fors',
      '/inbox-items',
      '/imports',
      '/ai/suggestions',
      '/invoices',
      '/memberships',
      '/invitations',
      '/auth/sessions',
      '/audit-log',
      `/timeline?recordId=${foreign['dealId']}`,
      `/tasks?dealId=${foreign['dealId']}`,
      `/contacts?companyId=${foreign['companyId']}`,
    ]) {
      const { items } = await mine.must<Listed>('GET', path);
      expect(items.filter(({ id }) => ids.has(id))).toEqual([]);
    }
  });

  test('an organization named in body, query or header is ignored or refused', async () => {
    const other = theirs.session.organizationId;
    expect((await mine.request('POST', '/companies', { name: 'X', organizationId: other })).status).toBe(400);
    expect((await mine.request('GET', `/companies?organizationId=${other}`)).status).toBe(400);
    const created = await mine.request<Thing>('POST', '/companies', { name: 'Nasza spółka' }, { 'x-organization-id': other });
    expect(created.status).toBe(201);
    expect((await theirs.request('GET', `/companies/${created.body.id}`)).status).toBe(404);
  });
});
