import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { receiveWebhook, sandboxPage } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { createContact, getContact, listContacts, updateContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { createImport, failedImportRows, putImportChunk } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { Session } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { mayAccess, type Role, roles } from '@crm-gtd/shared/contracts/permissions.ts';
import { allActions } from '@crm-gtd/shared/contracts/registry.ts';
import { synthesizeSpeech } from '@crm-gtd/shared/contracts/voice/speech.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { handlePublic } from '@crm-gtd/shared/service/handle.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { type ApiAnswer, type ApiClient, apiClient } from '@crm-gtd/shared/testing/api-client.ts';
import { remote, startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { waitFor } from '@crm-gtd/shared/testing/wait-for.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { gatewayService } from '../service.ts';
import { allRoutes, parameterNames } from './route-table.ts';

const password = 'Zielona-lampa-41';
const contactId = '018f0000-0000-7000-8000-000000000001';
const importId = '018f0000-0000-7000-8000-000000000002';
const manyParts = '018f0000-0000-7000-8000-000000000003';

const contactOf = (version: number, lastName = 'Nowak') => ({
  id: contactId,
  firstName: null,
  lastName,
  email: null,
  phone: null,
  jobTitle: null,
  companyId: null,
  street: null,
  postalCode: null,
  city: null,
  notes: null,
  tags: [],
  lastContactOn: null,
  companyName: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  updatedAt: '2026-11-22T10:00:00.000Z',
  version,
});
const importAnswer = (fileName: string, sizeBytes: number) => ({
  id: importId,
  fileName,
  sizeBytes,
  status: 'uploaded' as const,
  encoding: 'utf-8',
  separator: ',',
  columns: [],
  suggestedMapping: {},
  mapping: null,
  duplicates: null,
  rowCount: 0,
  progress: { done: 0, total: 0 },
  headerRow: 1,
  topRows: [],
  counts: { created: 0, updated: 0, skipped: 0, failed: 0 },
  warned: 0,
  changes: null,
  undo: null,
  error: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  startedAt: null,
  finishedAt: null,
  version: 1,
});

const seen = {
  creates: 0,
  scopes: [] as Scope[],
  chunks: new Map<string, number>(),
  webhooks: [] as { provider: string; signature: string; rawBody: string }[],
};
let hold: Promise<void> | undefined;

const remotes = [
  remote(createContact, async (input, { scope }) => {
    seen.creates += 1;
    seen.scopes.push(scope);
    await hold;
    if (input.lastName === 'Done') throw new AppError('IDEMPOTENCY_APPLIED', { changed: [importId, contactId] });
    if (input.lastName === 'Gone') throw new AppError('IDEMPOTENCY_APPLIED', { changed: [importId] });
    if (input.lastName === 'Fault') throw new Error('select password from users where secret');
    if (input.lastName === 'Limit')
      throw new AppError('PLAN_LIMIT_REACHED', {
        limit: 'contacts',
        current: 1_000,
        allowed: 1_000,
        plan: 'STARTER',
        liftedBy: 'PROFESSIONAL',
      });
    return contactOf(1, input.lastName);
  }),
  remote(getContact, async (input) => {
    if (input.contactId !== contactId) throw new AppError('CRM_CONTACT_NOT_FOUND');
    return contactOf(7);
  }),
  remote(updateContact, async (input) => {
    if (input.expectedVersion !== undefined && input.expectedVersion !== 7) throw new AppError('VERSION_STALE', { current: contactOf(7) });
    return contactOf(8);
  }),
  remote(listContacts, async (input) => ({ items: [contactOf(input.limit)], nextCursor: null })),
  remote(putImportChunk, async ({ uploadId, bytesBase64 }) => {
    seen.chunks.set(uploadId, (seen.chunks.get(uploadId) ?? 0) + Buffer.from(bytesBase64, 'base64').length);
    return { received: 1 };
  }),
  remote(createImport, async ({ uploadId, fileName }) => importAnswer(fileName, seen.chunks.get(uploadId) ?? 0)),
  remote(failedImportRows, async ({ importId: asked, part }) => ({
    fileName: 'błędy "x"\r\n.csv',
    contentType: 'text/csv; charset=utf-8',
    text: asked === manyParts ? `part ${part}\r\n` : 'a;b\r\n',
    nextPart: asked === manyParts && part < 40 ? part + 20 : null,
  })),
  remote(synthesizeSpeech, async () => ({
    contentType: 'audio/wav',
    bytesBase64: Buffer.from('RIFF').toString('base64'),
    durationMs: 1,
    model: 'mock',
  })),
  handlePublic(receiveWebhook, async (input) => {
    if (input.signature !== 'good') throw new AppError('BILLING_WEBHOOK_SIGNATURE');
    seen.webhooks.push(input);
    return null;
  }),
  handlePublic(sandboxPage, async () => {
    throw new AppError('BILLING_CHECKOUT_NOT_FOUND');
  }),
];

let gateway: TestService<DB>;
let origin: string;
let base: string;

beforeAll(async () => {
  gateway = await startTestService(gatewayService, {
    remotes,
    config: {
      PORT: '0',
      JWT_SECRET: 'a'.repeat(40),
      JWT_REFRESH_SECRET: 'b'.repeat(40),
      BCRYPT_ROUNDS: '4',
      RATE_LIMIT_IP: '100000',
      RATE_LIMIT_USER: '100000',
      CORS_ORIGINS: 'https://app.example',
      WEB_URL: 'http://127.0.0.1:1',
    },
  });
  origin = `http://127.0.0.1:${gateway.ports['http']}`;
  base = `${origin}/api/v1`;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const codeOf = ({ body }: ApiAnswer): string => (body as { code: string }).code;
const fieldsOf = ({ body }: ApiAnswer): string[] =>
  (body as { errors: { path: string; code: string }[] }).errors.map(({ path, code }) => `${path}:${code}`);

const member = async (role: Role = 'OWNER'): Promise<{ client: ApiClient; session: Session }> => {
  const client = apiClient(base);
  const answer = await client.post('/auth/register', {
    email: `u.${randomUUID()}@example.com`,
    password,
    name: 'Anna Nowak',
    organizationName: 'Lampy',
  });
  const session = Session.parse(answer.body);
  client.token = session.accessToken;
  if (role !== 'OWNER')
    await gateway.ownerSql('update memberships set role = $1 where organization_id = $2', [role, session.organizationId]);
  return { client, session };
};

describe('a request to another service', () => {
  test("travels with the person's organization, role, zone and limits, and answers the contract's status", async () => {
    const { client, session } = await member();
    const correlation = randomUUID();
    const answer = await client.post('/contacts', { lastName: 'Kowalska' }, { headers: { 'x-correlation-id': correlation } });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ lastName: 'Kowalska', version: 1 });
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(seen.scopes.at(-1)).toMatchObject({
      organizationId: session.organizationId,
      actorId: session.user.id,
      role: 'OWNER',
      timeZone: 'Europe/Warsaw',
      locale: 'pl',
      plan: 'PROFESSIONAL',
      limits: { users: 25, contacts: 50_000 },
      correlationId: correlation,
      causationId: answer.headers.get('x-request-id'),
    });
  });

  test('is reached under the path of the web app too', async () => {
    const { client } = await member();
    const under = apiClient(`${origin}/crm/api/v1`);
    under.token = client.token;
    expect((await under.get(`/contacts/${contactId}`)).status).toBe(200);
  });

  test('reads numbers from the query, and refuses what the contract does not know', async () => {
    const { client } = await member();
    expect((await client.get('/contacts?limit=7')).body).toMatchObject({ items: [{ version: 7 }] });
    expect((await client.get('/contacts?limit=101')).status).toBe(400);
    expect(fieldsOf(await client.get('/contacts?organizationId=x'))).toEqual(['organizationId:unknown_field']);
  });

  test('If-Match becomes the expected version; a stale one gets 412 with the current state', async () => {
    const { client } = await member();
    expect((await client.patch(`/contacts/${contactId}`, { lastName: 'A' }, { headers: { 'if-match': '"7"' } })).headers.get('etag')).toBe(
      '"8"',
    );
    const stale = await client.patch(`/contacts/${contactId}`, { lastName: 'A' }, { headers: { 'if-match': '"6"' } });
    expect([stale.status, codeOf(stale)]).toEqual([412, 'VERSION_STALE']);
    expect(stale.body).toMatchObject({ current: { version: 7 } });
    expect((await client.patch(`/contacts/${contactId}`, { lastName: 'A' }, { headers: { 'if-match': 'W/"7"' } })).status).toBe(400);
  });

  test("another organization's id is answered like a random one", async () => {
    const { client } = await member();
    const answer = await client.get(`/contacts/${randomUUID()}`);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'CRM_CONTACT_NOT_FOUND']);
  });

  test('a service that nobody runs is 503 with a time to come back', async () => {
    const { client } = await member();
    const answer = await client.get('/deals');
    expect([answer.status, codeOf(answer)]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('errors', () => {
  test('are problem+json with code and trace, and never a stack', async () => {
    const { client } = await member();
    const answer = await client.post('/contacts', { lastName: 'Fault' });
    expect([answer.status, codeOf(answer), answer.headers.get('content-type')]).toEqual([
      500,
      'INTERNAL',
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.text).not.toMatch(/select|stack|\.ts/);
    expect((answer.body as { traceId: string }).traceId).toBe(answer.headers.get('x-trace-id'));
  });

  test("carry their facts, in the caller's language", async () => {
    const { client } = await member();
    const answer = await client.post('/contacts', { lastName: 'Limit' }, { headers: { 'accept-language': 'pl-PL,pl;q=0.9,en;q=0.8' } });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({
      code: 'PLAN_LIMIT_REACHED',
      limit: 'contacts',
      plan: 'STARTER',
      liftedBy: 'PROFESSIONAL',
      title: expect.stringContaining('Osiągnięto'),
    });
  });

  test('an unknown path is 404, a wrong method 405 that names the right ones', async () => {
    const { client } = await member();
    expect((await client.get('/nothing/here')).status).toBe(404);
    const wrong = await client.request('DELETE', '/contacts');
    expect([wrong.status, codeOf(wrong)]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(wrong.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST']);
    expect((await apiClient(origin).get('/metrics')).status).toBe(404);
    expect((await client.get('/contacts/%E0%A4%A')).status).toBe(400);
  });
});

describe('bodies', () => {
  const cases: readonly (readonly [name: string, body: string, field: string])[] = [
    ['an unknown field', '{"lastName":"A","isAdmin":true}', 'isAdmin:unknown_field'],
    ["an organization of the caller's choice", `{"lastName":"A","organizationId":"${randomUUID()}"}`, 'organizationId:unknown_field'],
    ['a NUL byte', '{"lastName":"A\\u0000B"}', 'lastName:nul'],
    ['a wrong type', '{"lastName":5}', 'lastName:invalid_type'],
    ['a huge number', '{"lastName":"A","tags":1e999}', 'tags:invalid_type'],
    ['a prototype', '{"lastName":"A","__proto__":{"isAdmin":true}}', '__proto__:forbidden_key'],
    ['a spelled-out prototype', '{"lastName":"A","__pr\\u006fto__":{"isAdmin":true}}', '__proto__:forbidden_key'],
    ['a constructor', '{"lastName":"A","tags":[{"constructor":{"prototype":{}}}]}', 'tags.0.constructor:forbidden_key'],
    ['broken JSON', '{"lastName":', ':invalid_json'],
    ['a list', '[1]', ':not_an_object'],
    ['text', '"x"', ':not_an_object'],
    ['deep JSON', `{"tags":${'['.repeat(30)}${']'.repeat(30)}}`, ':too_deep'],
    ['F26: a key said twice', '{"lastName":"A","lastName":"B"}', 'lastName:duplicate_key'],
    ['F26: a key said twice in two spellings', '{"tags":[],"last\\u004eame":"A","lastName":"B"}', 'lastName:duplicate_key'],
    ['F26: half a letter', '{"lastName":"A\\ud83d"}', 'lastName:lone_surrogate'],
    ['F26: half a letter in a key', '{"lastName":"A","x\\uDE00":1}', ':lone_surrogate'],
    ['F3: more parts than any request has', `{"tags":[${'1,'.repeat(12_000)}1]}`, ':too_large'],
    ['F3: more keys than any object has', `{${Array.from({ length: 600 }, (_, at) => `"k${at}":1`).join(',')}}`, ':too_many_keys'],
    ['an id twice', `{"lastName":"A"}`, 'lastName:repeated'],
  ];
  test.each(cases)('%s is refused', async (name, body, field) => {
    const { client } = await member();
    const path = name === 'an id twice' ? '/contacts?lastName=B' : '/contacts';
    const answer = await client.post(path, body, { headers: { 'content-type': 'application/json' } });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'REQUEST_INVALID']);
    expect(fieldsOf(answer)).toContain(field);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test('F26: what is no UTF-8 is refused, not mended', async () => {
    const { client } = await member();
    const body = Buffer.concat([Buffer.from('{"lastName":"A'), Buffer.from([0xc5]), Buffer.from('"}')]);
    const answer = await client.request('POST', '/contacts', { body, headers: { 'content-type': 'application/json' } });
    expect([answer.status, fieldsOf(answer)]).toEqual([400, [':invalid_utf8']]);
  });

  test.each([
    ['twice', 'limit=1&limit=2', 'limit:repeated'],
    ['no UTF-8', 'sort=%FF', ':malformed_query'],
    ['NUL', 'cursor=%00', 'cursor:nul'],
    ['more fields than any list has', Array.from({ length: 60 }, (_, at) => `k${at}=1`).join('&'), ':too_many_keys'],
  ])('F26: of a query string, %s is refused', async (_what, query, field) => {
    const { client } = await member();
    const answer = await client.get(`/contacts?${query}`);
    expect([answer.status, fieldsOf(answer)]).toEqual([400, [field]]);
  });

  test('F3: a refusal names at most twenty faults, says back no more than a line of each, and is not kept', async () => {
    const { client } = await member();
    const key = randomUUID();
    const long = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`${at}-${'x'.repeat(2_000)}`, 1]));
    const send = (body: object) => client.request('POST', '/contacts', { body, headers: { 'idempotency-key': key } });
    const answer = await send({ lastName: 'A', ...long });
    expect([answer.status, fieldsOf(answer).length]).toEqual([400, 20]);
    expect(JSON.stringify(answer.body).length).toBeLessThan(8_000);
    const kept = await gateway.ownerSql<{ body: string | null }>('select body from idempotency_keys where key = $1', [key]);
    expect(kept.filter(({ body }) => body !== null)).toEqual([]);
    expect((await send({ lastName: 'A' })).status).toBe(201);
  });

  test.each(['/auth/login', '/auth/register', '/auth/refresh', '/auth/logout'])('F3: %s takes a few kilobytes', async (path) => {
    const answer = await apiClient(base).post(path, { email: 'a@example.com', padding: 'x'.repeat(5_000) });
    expect([answer.status, codeOf(answer)]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  test('larger than the route takes is 413, however it is announced', async () => {
    const { client } = await member();
    const body = JSON.stringify({ lastName: 'A', notes: 'x'.repeat(1_100_000) });
    expect((await client.post('/contacts', body, { headers: { 'content-type': 'application/json' } })).status).toBe(413);
    const chunked = await fetch(`${base}/contacts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.token}`, 'content-type': 'application/json' },
      body: new Blob([body]).stream(),
      duplex: 'half',
    });
    expect(chunked.status).toBe(413);
  });

  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/json; charset=utf-8', 201],
    ['application/json', 201],
  ])('%s gets %i', async (type, status) => {
    const { client } = await member();
    expect((await client.post('/contacts', '{"lastName":"A"}', { headers: { 'content-type': type } })).status).toBe(status);
  });

  test('packed ones are refused: their true size shows too late', async () => {
    const { client } = await member();
    expect(
      (await client.post('/contacts', '{"lastName":"A"}', { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } }))
        .status,
    ).toBe(415);
  });
});

describe('queries', () => {
  test.each([
    ['?limit=1&limit=2', 'limit:repeated'],
    ['?__proto__=1', '__proto__:forbidden_key'],
    ['?a[b]=1', 'a[b]:forbidden_key'],
    ['?q=%00', 'q:nul'],
    ['?constructor=1', 'constructor:forbidden_key'],
  ])('%s is refused', async (search, field) => {
    const { client } = await member();
    const answer = await client.get(`/contacts${search}`);
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toContain(field);
  });
});

describe('Idempotency-Key', () => {
  const withKey = (key: string, more: Record<string, string> = {}) => ({ headers: { 'idempotency-key': key, ...more } });

  test('the same request runs once and gets the same answer', async () => {
    const { client } = await member();
    const key = randomUUID();
    const before = seen.creates;
    const first = await client.post('/contacts', { lastName: 'Raz' }, withKey(key));
    const second = await client.post('/contacts', { lastName: 'Raz' }, withKey(key));
    expect(seen.creates - before).toBe(1);
    expect([second.status, second.text, second.headers.get('etag')]).toEqual([first.status, first.text, first.headers.get('etag')]);
    expect([first.headers.get('idempotent-replayed'), second.headers.get('idempotent-replayed')]).toEqual([null, 'true']);
  });

  test('another request with the key is 422, and so is the same with another version', async () => {
    const { client } = await member();
    const key = randomUUID();
    await client.post('/contacts', { lastName: 'Raz' }, withKey(key));
    const other = await client.post('/contacts', { lastName: 'Dwa' }, withKey(key));
    expect([other.status, codeOf(other)]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test('while the first runs, the second is told so', async () => {
    const { client } = await member();
    const key = randomUUID();
    const { promise, resolve } = Promise.withResolvers<void>();
    hold = promise;
    const before = seen.creates;
    const first = client.post('/contacts', { lastName: 'Powoli' }, withKey(key));
    while (seen.creates === before) await new Promise(setImmediate);
    const second = await client.post('/contacts', { lastName: 'Powoli' }, withKey(key));
    resolve();
    hold = undefined;
    expect([second.status, codeOf(second)]).toEqual([409, 'IDEMPOTENCY_IN_PROGRESS']);
    expect((await first).status).toBe(201);
  });

  test('a refusal is kept, a fault of ours is not', async () => {
    const { client } = await member();
    const before = seen.creates;
    const [refused, faulty] = [randomUUID(), randomUUID()];
    for (let time = 0; time < 2; time += 1)
      expect((await client.post('/contacts', { lastName: 'Limit' }, withKey(refused))).status).toBe(403);
    expect(seen.creates - before).toBe(1);
    for (let time = 0; time < 2; time += 1)
      expect((await client.post('/contacts', { lastName: 'Fault' }, withKey(faulty))).status).toBe(500);
    expect(seen.creates - before).toBe(3);
  });

  test("keys are each person's own, and must be printable", async () => {
    const key = randomUUID();
    const [a, b] = [await member(), await member()];
    const before = seen.creates;
    await a.client.post('/contacts', { lastName: 'A' }, withKey(key));
    expect((await b.client.post('/contacts', { lastName: 'B' }, withKey(key))).body).toMatchObject({ lastName: 'B' });
    expect(seen.creates - before).toBe(2);
    expect((await a.client.post('/contacts', { lastName: 'A' }, withKey('x'.repeat(201)))).status).toBe(400);
  });

  test('work whose answer was lost is answered with the thing as it is now, or with a conflict that says it was done', async () => {
    const { client } = await member();
    const key = randomUUID();
    const answer = await client.post('/contacts', { lastName: 'Done' }, withKey(key));
    expect([answer.status, answer.body]).toEqual([201, contactOf(7)]);
    expect((await client.post('/contacts', { lastName: 'Done' }, withKey(key))).headers.get('idempotent-replayed')).toBe('true');
    const gone = await client.post('/contacts', { lastName: 'Gone' }, withKey(randomUUID()));
    expect([gone.status, codeOf(gone), gone.body]).toMatchObject([409, 'IDEMPOTENCY_APPLIED', { changed: [importId] }]);
  });

  test('every try of a request is one command, and a later one says that it is not the first', async () => {
    const { client } = await member();
    const key = randomUUID();
    const before = seen.scopes.length;
    for (let time = 0; time < 2; time += 1) await client.post('/contacts', { lastName: 'Fault' }, withKey(key));
    await client.post('/contacts', { lastName: 'Fault' }, withKey(randomUUID()));
    const [first, second, other] = seen.scopes.slice(before).map(({ command }) => command);
    expect([first?.repeated, second, other?.repeated]).toEqual([false, { id: first?.id, repeated: true }, false]);
    expect(other?.id).not.toBe(first?.id);
  });

  test('a key that a killed gateway held is free again once its request must have ended', async () => {
    const { client } = await member();
    const key = randomUUID();
    await client.post('/contacts', { lastName: 'Fault' }, withKey(key));
    const held = (seconds: number): Promise<unknown> =>
      gateway.ownerSql('update gateway.idempotency_keys set created_at = now() - make_interval(secs => $2) where key = $1', [key, seconds]);
    await held(3);
    expect(codeOf(await client.post('/contacts', { lastName: 'Fault' }, withKey(key)))).toBe('IDEMPOTENCY_IN_PROGRESS');
    await held(7);
    const before = seen.scopes.length;
    await client.post('/contacts', { lastName: 'Fault' }, withKey(key));
    expect(seen.scopes[before]?.command).toMatchObject({ repeated: true });
  });

  test('of twenty at once one runs', async () => {
    const { client } = await member();
    const key = randomUUID();
    const before = seen.creates;
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.post('/contacts', { lastName: 'Tłum' }, withKey(key))));
    expect(seen.creates - before).toBe(1);
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  });
});

describe('files', () => {
  const upload = (client: ApiClient, form: FormData) => client.request('POST', '/imports', { body: form });
  const formOf = (bytes: number, field = 'file', name = 'kontakty.csv'): FormData => {
    const form = new FormData();
    form.append(field, new Blob([new Uint8Array(bytes).fill(65)]), name);
    return form;
  };

  test('an upload arrives whole, in pieces the bus can carry', async () => {
    const { client } = await member();
    const answer = await upload(client, formOf(2_000_001, 'file', 'żółte kontakty.csv'));
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ fileName: 'żółte kontakty.csv', sizeBytes: 2_000_001 });
  });

  test('one byte too many is 413', async () => {
    const { client } = await member();
    expect((await upload(client, formOf(10_000_000))).status).toBe(201);
    expect((await upload(client, formOf(10_000_001))).status).toBe(413);
    expect((await upload(client, formOf(12_000_000))).status).toBe(413);
  });

  test('no file, another field, or another kind of body is refused', async () => {
    const { client } = await member();
    expect((await upload(client, new FormData())).status).toBe(400);
    expect((await upload(client, formOf(10, 'other'))).status).toBe(400);
    expect((await client.post('/imports', { file: 'x' })).status).toBe(415);
    const broken = await client.request('POST', '/imports', {
      body: '--x\r\nnonsense',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    });
    expect(broken.status).toBe(400);
  });

  test('a download is an attachment nothing runs from', async () => {
    const { client } = await member();
    const answer = await client.get(`/imports/${importId}/failed-rows`);
    expect(answer.text).toBe('a;b\r\n');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="b_edy_x_.csv"; filename*=UTF-8''b%C5%82%C4%99dy%20%22x%22%0D%0A.csv`,
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('K5: a download of many parts is one file', async () => {
    const { client } = await member();
    const answer = await client.get(`/imports/${manyParts}/failed-rows`);
    expect([answer.status, answer.text]).toEqual([200, 'part 0\r\npart 20\r\npart 40\r\n']);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  });

  test('speech is bytes', async () => {
    const { client } = await member();
    const answer = await client.post('/voice/speech', { text: 'Dzień dobry' });
    expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([200, 'audio/wav', 'RIFF']);
  });
});

describe('webhooks', () => {
  test("pass the body untouched with the provider's signature, without a token", async () => {
    const raw = '{ "a" :  "ż" }\n';
    const answer = await apiClient(base).request('POST', '/billing/webhooks/sandbox', {
      body: raw,
      headers: { 'webhook-signature': 'good' },
    });
    expect(answer.status).toBe(200);
    expect(seen.webhooks.at(-1)).toEqual({ provider: 'sandbox', signature: 'good', rawBody: raw });
  });

  test('a public page of another service needs no token either', async () => {
    const answer = await apiClient(base).get(`/billing/sandbox/checkouts/${randomUUID()}`);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'BILLING_CHECKOUT_NOT_FOUND']);
  });

  test('a bad signature is 400, an unknown provider 404, a large body 413', async () => {
    const send = (provider: string, body: string) =>
      apiClient(base).request('POST', `/billing/webhooks/${provider}`, { body, headers: { 'webhook-signature': 'bad' } });
    expect(codeOf(await send('sandbox', '{}'))).toBe('BILLING_WEBHOOK_SIGNATURE');
    expect((await send('paypal', '{}')).status).toBe(404);
    expect((await send('sandbox', 'x'.repeat(262_145))).status).toBe(413);
  });
});

describe('who may what', () => {
  const pathFor = (path: string): string => parameterNames(path).reduce((text, name) => text.replace(`{${name}}`, randomUUID()), path);

  test('every route but the public ones wants a token', async () => {
    for (const { method, path, permission } of allRoutes) {
      if (permission === 'public') continue;
      const answer = await apiClient(base).request(method, pathFor(path));
      expect([`${method} ${path}`, answer.status]).toEqual([`${method} ${path}`, 401]);
    }
  });

  test.each(roles.filter((role) => role !== 'OWNER'))('%s gets 403 exactly where the matrix says so', async (role) => {
    const { client } = await member(role);
    for (const { method, path, permission, contract } of allRoutes) {
      if (permission === 'public' || !contract) continue;
      const answer = await client.request(
        method,
        pathFor(path),
        method === 'GET' || method === 'DELETE' ? {} : { body: { unknownField: 1 } },
      );
      const denied = !mayAccess({ role }, permission);
      expect([`${method} ${path}`, answer.status === 403]).toEqual([`${method} ${path}`, denied]);
    }
  });

  test('a lowered role holds at once, whatever the token', async () => {
    const { client, session } = await member();
    await client.get('/contacts');
    await gateway.ownerSql("update memberships set role = 'GUEST' where organization_id = $1", [session.organizationId]);
    await waitFor('the role of now to hold', async () => (await client.post('/contacts', { lastName: 'A' })).status === 403);
  });
});

describe('the outside', () => {
  test('headers forbid storing, sniffing, framing and scripts, and name no server', async () => {
    const { client } = await member();
    const { headers } = await client.get('/contacts');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('strict-transport-security')).toContain('max-age');
    expect([headers.get('x-powered-by'), headers.get('server')]).toEqual([null, null]);
  });

  test('foreign origins get no leave, listed ones do', async () => {
    const preflight = (from: string) =>
      apiClient(base).request('OPTIONS', '/contacts', { headers: { origin: from, 'access-control-request-method': 'POST' } });
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await preflight('null')).headers.get('access-control-allow-origin')).toBeNull();
    const good = await preflight('https://app.example');
    expect([good.headers.get('access-control-allow-origin'), good.headers.get('access-control-allow-credentials')]).toEqual([
      'https://app.example',
      'true',
    ]);
  });

  test('health tells what it should and no more', async () => {
    const answer = await apiClient(origin).get('/health');
    expect(answer.body).toEqual({ status: 'ok', timestamp: expect.any(String), environment: 'test', version: expect.any(String) });
  });

  test('the document describes every route in OpenAPI 3.1, and a page shows it', async () => {
    const { body } = (await apiClient(base).get('/openapi.json')) as unknown as {
      body: { openapi: string; paths: Record<string, Record<string, unknown>> };
    };
    expect(body.openapi).toBe('3.1.0');
    for (const { http } of allActions) if (http) expect(body.paths[http.path]).toHaveProperty(http.method.toLowerCase());
    const page = await apiClient(base).get('/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect((await apiClient(base).get('/docs/swagger-ui-bundle.js')).status).toBe(200);
  });

  test('the root leads to the web app, which says so when it is not there yet', async () => {
    const root = await apiClient(origin).get('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/crm/']);
    expect((await apiClient(origin).get('/crm/')).status).toBe(502);
  });

  test('methods nobody needs are refused', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(gateway.ports['http']), '127.0.0.1', () =>
        socket.write('TRACE /api/v1/contacts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
      );
      let text = '';
      socket.on('data', (data) => {
        text += String(data);
      });
      socket.on('end', () => resolve(text)).on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
  });
});
