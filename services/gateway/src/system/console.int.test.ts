import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { dealCreated } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { deadLetterReplayed } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import type { Session } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { ConsoleReply, consoleCommandRun, consoleCommands } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { apiClient } from '@crm-gtd/shared/testing/api-client.ts';
import { bury } from '@crm-gtd/shared/testing/dead-letter.ts';
import { registerOperator, registerOwner } from '@crm-gtd/shared/testing/owner.ts';
import { slowness } from '@crm-gtd/shared/testing/slowness.ts';
import { startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import type { DB } from '../generated/db-types.ts';
import { gatewayService } from '../service.ts';

const config = {
  PORT: '0',
  JWT_SECRET: 'a'.repeat(40),
  JWT_REFRESH_SECRET: 'b'.repeat(40),
  BCRYPT_ROUNDS: '4',
  RATE_LIMIT_IP: '100000',
  RATE_LIMIT_USER: '100000',
};
const publicUrl = 'https://crm.example.com';

let gateway: TestService<DB>;

beforeAll(async () => {
  gateway = await startTestService(gatewayService, {
    config: { ...config, PUBLIC_URL: publicUrl, OPERATIONS_CONSOLE: 'true', OPERATIONS_CONSOLE_IDLE_SECONDS: '8' },
  });
});
const open = new Set<WebSocket>();
afterAll(async () => {
  for (const socket of open) socket.terminate();
  await gateway[Symbol.asyncDispose]();
});

const addressOf = (service: TestService<DB>): string => `127.0.0.1:${service.ports['http']}`;

const base = (): string => `http://${addressOf(gateway)}/api/v1`;
const owner = async (): Promise<Session> => (await registerOperator(base(), gateway)).session;

type Console = Readonly<{
  socket: WebSocket;
  replies: ConsoleReply[];
  closed: Promise<number>;
  say(message: unknown): void;
  run(line: string): Promise<ConsoleReply>;
}>;

const connect = async (path = '/crm/api/v1/ws/terminal', origin: string | undefined = publicUrl): Promise<Console> => {
  const socket = new WebSocket(`ws://${addressOf(gateway)}${path}`, origin === undefined ? {} : { origin });
  open.add(socket);
  const replies: ConsoleReply[] = [];
  socket.on('message', (data) => replies.push(ConsoleReply.parse(JSON.parse(String(data)))));
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  const say = (message: unknown): void => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  let asked = 0;
  const run = (line: string): Promise<ConsoleReply> => {
    asked += 1;
    const id = asked;
    say({ type: 'command', id, line });
    return waitFor(`the answer to ${line}`, () => replies.find((reply) => reply.type !== 'ready' && reply.id === id));
  };
  return { socket, replies, closed, say, run };
};

const signedIn = async (session: Session): Promise<Console> => {
  const console = await connect();
  console.say({ type: 'authenticate', token: session.accessToken });
  await waitFor('readiness', () => console.replies.some(({ type }) => type === 'ready'));
  return console;
};

/** The status a refused upgrade was answered with. */
const refusedWith = (service: TestService<DB>, path: string, origin?: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${addressOf(service)}${path}`, origin === undefined ? {} : { origin });
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.on('open', () => reject(new Error('It was let in')));
    socket.on('error', () => undefined);
  });

const audited = async (session: Session) =>
  (await gateway.outbox(consoleCommandRun))
    .filter(({ envelope }) => envelope.organizationid === session.organizationId)
    .map(({ envelope, data }) => ({ actor: envelope.actorid, command: data.command, argument: data.argument, outcome: data.outcome }));

describe('the door', () => {
  test.each([
    ['a page of another origin', 'https://evil.example'],
    ['an opaque origin', 'null'],
    ['a caller without an origin', undefined],
  ])('%s is refused', async (_who, origin) => {
    expect(await refusedWith(gateway, '/crm/api/v1/ws/terminal', origin)).toBe(403);
  });

  test.each(['/crm/api/v1/ws/other', '/api/v1/deals', '/ws/terminal', '/'])('%s is no WebSocket', async (path) => {
    expect(await refusedWith(gateway, path, publicUrl)).toBe(404);
  });

  test('a plain request gets no further than any other unknown address', async () => {
    const session = await owner();
    const client = apiClient(`http://${addressOf(gateway)}/api/v1`);
    expect((await client.get('/ws/terminal')).status).toBe(401);
    client.token = session.accessToken;
    expect((await client.get('/ws/terminal')).status).toBe(404);
  });

  test('a caller that offers HTTP/2 is answered all the same', async () => {
    const asked = request(`http://${addressOf(gateway)}/health`, {
      headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' },
    }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  test('without a token nothing runs and the connection ends', async () => {
    const first = await connect();
    first.say({ type: 'command', id: 1, line: 'status' });
    expect(await first.closed).toBe(4401);
    expect(first.replies).toEqual([{ type: 'error', id: null, code: 'TOKEN_INVALID', traceId: null }]);
    const second = await connect();
    second.say({ type: 'authenticate', token: 'not.a.token' });
    expect(await second.closed).toBe(4401);
  });

  test('who says nothing for five seconds is shown out', async () => {
    const { closed } = await connect();
    const started = performance.now();
    expect(await closed).toBe(4401);
    expect(performance.now() - started).toBeGreaterThan(4_000);
  });

  test.each(['OWNER', 'ADMIN', 'MEMBER'])('F22: a %s who runs no installation is shown out', async (role) => {
    const { session } = await registerOwner(base());
    await gateway.ownerSql('update memberships set role = $2 where organization_id = $1', [session.organizationId, role]);
    const console = await connect();
    console.say({ type: 'authenticate', token: session.accessToken });
    expect(await console.closed).toBe(4403);
  });

  test('it is closed where the installation did not open it', async () => {
    await using shut = await startTestService(gatewayService, { config: { ...config, PUBLIC_URL: publicUrl } });
    expect(await refusedWith(shut, '/crm/api/v1/ws/terminal', publicUrl)).toBe(404);
  });
});

describe('commands', () => {
  test('each answers with a table, and each stands in the audit log', async () => {
    const session = await owner();
    const console = await signedIn(session);
    const plain = ['help', 'status', 'services', 'lag', 'outbox', 'breakers', 'dead-letters', 'errors', 'versions'];
    for (const line of plain) expect(await console.run(line)).toMatchObject({ type: 'result', command: line });
    expect(await console.run(`trace ${randomUUID()}`)).toMatchObject({ type: 'result', command: 'trace', table: { rows: [] } });
    const status = await console.run('status');
    expect(status.type === 'result' && status.table.rows).toContainEqual(['gateway', 'up', null]);
    expect((await audited(session)).map(({ actor, command, outcome }) => [actor, command, outcome])).toEqual(
      [...plain, 'trace', 'status'].map((command) => [session.user.id, command, 'accepted']),
    );
    console.socket.close();
  });

  test('what is no command is refused and runs nothing', async () => {
    const session = await owner();
    const console = await signedIn(session);
    for (const line of ['sh', 'status; ls', 'replay', 'replay $(id)', 'help me'])
      expect(await console.run(line)).toMatchObject({ type: 'error', code: 'CONSOLE_COMMAND_UNKNOWN' });
    console.say('{"type":"shell"}');
    await waitFor('the refusal', () => console.replies.some((reply) => reply.type === 'error' && reply.code === 'REQUEST_INVALID'));
    expect(await audited(session)).toEqual([]);
    expect(await console.run('help')).toMatchObject({ type: 'result' });
    console.socket.close();
  });

  test("a dead letter is shown and replayed by its own organization only; another's is unknown", async () => {
    const [mine, theirs] = [await owner(), await owner()];
    const eventId = await bury(gateway, theirs.organizationId);
    const [own, other] = [await signedIn(theirs), await signedIn(mine)];
    const list = await own.run('dead-letters');
    const id = list.type === 'result' ? String(list.table.rows[0]?.[0]) : '';
    expect(await other.run('dead-letters')).toMatchObject({ table: { rows: [] } });
    for (const line of [`dead-letter ${id}`, `replay ${id}`])
      expect(await other.run(line)).toMatchObject({ type: 'error', code: 'DEAD_LETTER_NOT_FOUND' });
    expect(await own.run(`dead-letter ${id}`)).toMatchObject({ type: 'result', table: { rows: [expect.arrayContaining([eventId])] } });
    expect(await own.run(`replay ${id}`)).toMatchObject({ type: 'result', command: 'replay' });
    expect(await own.run('dead-letters')).toMatchObject({ table: { rows: [] } });
    const replayed = (await gateway.outbox(deadLetterReplayed)).filter(({ data }) => data.eventId === eventId);
    expect(replayed.map(({ envelope }) => envelope.organizationid)).toEqual([theirs.organizationId]);
    expect((await audited(mine)).map(({ command, argument }) => [command, argument])).toEqual([
      ['dead-letters', null],
      ['dead-letter', id],
      ['replay', id],
    ]);
    for (const { socket } of [own, other]) socket.close();
  });

  test('a trace shows the events of its own organization only', async () => {
    const [mine, theirs] = [await owner(), await owner()];
    const correlationId = randomUUID();
    const ids = { dealId: randomUUID(), pipelineId: randomUUID(), stageId: randomUUID() };
    const value = { amount: 1, currency: 'PLN' } as const;
    await gateway.deliver(
      dealCreated,
      { ...ids, contactId: null, companyId: null, value },
      { organizationId: theirs.organizationId, correlationId },
    );
    const [own, other] = [await signedIn(theirs), await signedIn(mine)];
    const found = await own.run(`trace ${correlationId}`);
    expect(found).toMatchObject({ table: { rows: [[expect.any(String), 'crm', 'crm.deal.created', expect.any(String)]] } });
    expect(await other.run(`trace ${correlationId}`)).toMatchObject({ table: { rows: [] } });
    for (const { socket } of [own, other]) socket.close();
  });
});

describe('bounds', () => {
  test('a message that is too large or no text ends the connection', async () => {
    const session = await owner();
    const large = await signedIn(session);
    large.say('x'.repeat(9_000));
    expect(await large.closed).toBe(1009);
    const binary = await signedIn(session);
    binary.socket.send(Buffer.from([1, 2, 3]));
    expect(await binary.closed).toBe(1003);
  });

  test('more than a person types is refused, and a flood is cut', async () => {
    const session = await owner();
    const console = await signedIn(session);
    for (let id = 1; id <= 70; id += 1) console.say({ type: 'command', id, line: 'help' });
    expect(await console.closed).toBe(4429);
    expect(console.replies.some((reply) => reply.type === 'error' && reply.code === 'RATE_LIMITED')).toBe(true);
    expect((await audited(session)).length).toBeLessThanOrEqual(20);
  });

  test('nobody typing ends it', async () => {
    const console = await signedIn(await owner());
    expect(await console.closed).toBe(4408);
  });

  test('a renewed token keeps it open; one of somebody else ends it', async () => {
    const [session, stranger] = [await owner(), await owner()];
    const console = await signedIn(session);
    console.say({ type: 'authenticate', token: session.accessToken });
    expect(await console.run('help')).toMatchObject({ type: 'result' });
    console.say({ type: 'authenticate', token: stranger.accessToken });
    expect(await console.closed).toBe(4401);
  });

  test('rights that are gone hold for the next command', async () => {
    const session = await owner();
    const console = await signedIn(session);
    await gateway.ownerSql('update operators set revoked_at = now() where user_id = $1', [session.user.id]);
    const client = apiClient(`http://${addressOf(gateway)}/api/v1`);
    client.token = session.accessToken;
    await waitFor('the end of the right to hold', async () => (await client.get('/system')).status === 403);
    expect(await console.run('status')).toMatchObject({ type: 'error', code: 'PERMISSION_DENIED' });
    expect((await audited(session)).at(-1)?.outcome).toBe('refused');
    console.socket.close();
  });

  test('the list of commands is the whole language', async () => {
    const console = await signedIn(await owner());
    const ready = console.replies.find(({ type }) => type === 'ready');
    expect(ready).toEqual({ type: 'ready', commands: [...consoleCommands] });
    console.socket.close();
  });
});

test('a service that stops ends its consoles', async () => {
  const stopping = await startTestService(gatewayService, { config: { ...config, PUBLIC_URL: publicUrl, OPERATIONS_CONSOLE: 'true' } });
  const socket = new WebSocket(`ws://${addressOf(stopping)}/api/v1/ws/terminal`, { origin: publicUrl });
  await once(socket, 'open');
  const closed = once(socket, 'close');
  const started = performance.now();
  await stopping[Symbol.asyncDispose]();
  expect(performance.now() - started).toBeLessThan(7_500 * slowness());
  expect((await closed)[0]).toBe(1001);
});
