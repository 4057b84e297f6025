import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask, signUp, type TestSession, testPassword } from '../../e2e/support/session.client.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { trust } from '../compose/test-certificate.ts';
import { type Installation, testInstallation } from './testing/installation.ts';

const services = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'] as const;

let installation: Installation;
let owner: TestSession;

/** What an event's second coming would change: effects, and the marks of what has been handled. */
const effects = async (): Promise<string> =>
  installation.sql(`select 'tasks', count(*) from gtd.tasks union all select 'deals', count(*) from crm.deals
    union all select 'companies', count(*) from crm.companies
    union all select 'log of the audit', count(*) from gateway.event_log
    union all select 'handled by gtd', count(*) from gtd.msg_inbox union all select 'handled by gateway', count(*) from gateway.msg_inbox order by 1`);

const rowSecurity = (): Promise<string> =>
  installation.sql(
    `select count(*) filter (where relrowsecurity), count(*) filter (where relforcerowsecurity) from pg_class where relkind in ('r', 'p')`,
  );

const outboxes = async (): Promise<Record<string, number>> => {
  const counts = await Promise.all(services.map((name) => installation.sql(`select count(*) from ${name}.msg_outbox`)));
  return Object.fromEntries(services.map((name, index) => [`EVT_${name.toUpperCase()}`, Number(counts[index])]));
};

type Jsz = {
  account_details: {
    stream_detail?: { name: string; state: { messages: number }; consumer_detail?: { num_pending: number; num_ack_pending: number }[] }[];
  }[];
};

const streams = async (): Promise<{ messages: Record<string, number>; waiting: number }> => {
  const text = await installation.stack.exec('nats', 'wget', '-q', '-O', '-', 'http://127.0.0.1:8222/jsz?accounts=1&streams=1&consumers=1');
  const found = (JSON.parse(text) as Jsz).account_details.flatMap(({ stream_detail }) => stream_detail ?? []);
  const events = found.filter(({ name }) => name.startsWith('EVT_'));
  const consumers = events.flatMap(({ consumer_detail }) => consumer_detail ?? []);
  return {
    messages: Object.fromEntries(events.map(({ name, state }) => [name, state.messages])),
    waiting: consumers.reduce((sum, { num_pending, num_ack_pending }) => sum + num_pending + num_ack_pending, 0),
  };
};

/** Every event has been sent, and every consumer has had it. */
const quiet = (): Promise<boolean> =>
  waitFor('all events are sent and handled', async () => {
    const { messages, waiting } = await streams();
    const sent = await outboxes();
    return waiting === 0 && services.every((name) => messages[`EVT_${name.toUpperCase()}`] === sent[`EVT_${name.toUpperCase()}`]);
  });

const backupFile = (): string => {
  const folder = join(installation.state, 'backups');
  return join(
    folder,
    readdirSync(folder)
      .filter((name) => name.endsWith('.tar'))
      .sort()
      .at(-1) ?? '',
  );
};

beforeAll(async () => {
  installation = await testInstallation('recovery-1');
  trust(installation.stack.certificate);
  owner = await signUp(installation.stack.url, 'Odlewnia Feniks');
  await waitFor('the firm has its pipeline', async () => (await owner.must<{ items: unknown[] }>('GET', '/pipelines')).items.length > 0);
  for (const name of ['Odlewnia Kraków', 'Zakład Wrocław', 'Huta Łódź']) {
    const company = await owner.must<{ id: string }>('POST', '/companies', { name });
    const deal = await owner.must<{ id: string }>('POST', '/deals', { title: `Dostawa dla ${name}`, companyId: company.id });
    await owner.must('POST', `/deals/${deal.id}/win`, {});
  }
  await waitFor('winning left follow-ups', async () => Number(await installation.sql('select count(*) from gtd.tasks')) >= 3);
  await quiet();
}, 480_000);

afterAll(async () => {
  await installation?.[Symbol.asyncDispose]();
});

test('after backup, loss of every volume, and restore: the same data, a working sign-in, and no effect twice', async () => {
  const [effectsBefore, securityBefore] = [await effects(), await rowSecurity()];
  const backup = await installation.ops('backup', '--full');
  expect([backup.code, backup.text]).toEqual([0, expect.stringContaining('written')]);

  await installation.stack.down();
  // Counts, checksums, row security, policies, grants and sequences of every table are compared with the manifest inside.
  const restore = await installation.ops('restore', backupFile(), '--yes');
  process.stdout.write(`  measured: restored from nothing in ${restore.seconds} s\n`);
  expect([restore.code, restore.text]).toEqual([0, expect.stringMatching(/equal: \d+ tables, \d+ rows[\s\S]*verified/)]);

  // The streams are new and empty: each outbox row is sent into its stream once, and the inboxes know what has taken effect.
  await quiet();
  expect(await effects()).toBe(effectsBefore);
  expect(await rowSecurity()).toBe(securityBefore);
  const signedIn = await ask<{ accessToken: string }>(owner.url, 'POST', '/auth/login', {
    body: { email: owner.email, password: testPassword },
  });
  expect(signedIn.status).toBe(200);
  const found = await ask<{ items: unknown[] }>(owner.url, 'GET', '/deals', { token: signedIn.body.accessToken });
  expect(found.body.items).toHaveLength(3);
});

test('put back to an earlier state, the streams forget what came after, and new work takes effect once', async () => {
  const backup = await installation.ops('backup', '--full');
  expect(backup.code).toBe(0);
  const effectsThen = await effects();
  const session = await ask<{ accessToken: string }>(owner.url, 'POST', '/auth/login', {
    body: { email: owner.email, password: testPassword },
  });
  const token = session.body.accessToken;
  expect((await ask(owner.url, 'POST', '/companies', { token, body: { name: 'Firma z przyszłości' } })).status).toBe(201);
  await quiet();
  expect(await effects()).not.toBe(effectsThen);

  const restore = await installation.ops('restore', backupFile(), '--yes');
  expect([restore.code, restore.text]).toEqual([0, expect.stringContaining('verified')]);
  await quiet();
  expect(await installation.sql("select count(*) from crm.companies where name = 'Firma z przyszłości'")).toBe('0');
  expect(await installation.sql('select count(*) = count(distinct id) from gateway.event_log')).toBe('t');
});

test('a drill measures how long it takes and what would be lost', async () => {
  const drill = await installation.ops('drill');
  expect([drill.code, drill.text]).toEqual([0, expect.stringContaining('drill passed')]);
  const metrics = readFileSync(join(installation.state, 'textfile/crm-gtd-operations.prom'), 'utf8');
  expect(Number(/restore_drill_rto_seconds\{kind="logical"\} (\d+)/.exec(metrics)?.[1])).toBeLessThan(3_600);
  expect(Number(/restore_drill_rpo_seconds\{kind="logical"\} (\d+)/.exec(metrics)?.[1])).toBeLessThan(86_400);
});

/** An event that has taken effect long ago, as its consumer would have given it up: in the stream of dead letters. */
const buryHandledEvent = async (): Promise<void> => {
  const program = `
    import { connectJetStreamBus } from './shared/messaging/jetstream-bus.ts';
    const [url, subject, payload] = process.argv.slice(1);
    const bus = await connectJetStreamBus({ url, service: 'gateway' });
    const headers = { 'Dlq-Reason': 'INTERNAL', 'Dlq-Subject': subject, 'Dlq-Durable': 'gateway-audit', 'Dlq-Attempts': '8' };
    await bus.publish({ id: 'gateway-audit:test', subject: 'dlq.gateway.gateway-audit', payload, headers });
    await bus.close();`;
  const row = await installation.sql("select subject || ' ' || envelope from crm.msg_outbox where subject like '%.deal.won' limit 1");
  const at = row.indexOf(' ');
  const url = `nats://gateway:${installation.stack.environment['NATS_GATEWAY_PASSWORD']}@nats:4222`;
  const run = ['run', '--rm', '--no-deps', '--no-TTY', '--entrypoint', 'node', 'migrate'];
  await installation.stack.compose(
    ...run,
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '--eval',
    program,
    url,
    row.slice(0, at),
    row.slice(at + 1),
  );
};

test('a dead letter is listed, replayed to its consumer, and gone; the event does not take effect again', async () => {
  const before = await effects();
  await buryHandledEvent();
  const listed = await installation.ops('dlq', 'list', '--durable', 'gateway-audit');
  expect([listed.code, listed.text]).toEqual([0, expect.stringMatching(/^\d+\t.*gateway-audit\t8 attempts/m)]);
  const replayed = await installation.ops('replay', /^(\d+)\t/m.exec(listed.text)?.[1] ?? '');
  expect([replayed.code, replayed.text]).toEqual([0, expect.stringContaining('"outcome":"duplicate"')]);
  expect((await installation.ops('dlq', 'list')).text).toContain('0 dead letters');
  expect(await effects()).toBe(before);
});

test('the archive of the configuration is whole, holds no secret, and says what has changed since', async () => {
  const made = await installation.script('backup-current-configs.sh');
  expect([made.code, made.text]).toEqual([0, expect.stringContaining('written')]);
  const file = /written: (\S+)/.exec(made.text)?.[1] ?? '';
  const into = join(installation.state, 'archived');
  expect((await installation.ops('config-backup', '--restore', file, '--into', into)).code).toBe(0);
  const archived = readdirSync(into, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
  expect(archived).toContain('crm-gtd/gateway:recovery-1 sha256:');
  for (const name of ['POSTGRES_PASSWORD', 'JWT_SECRET', 'NATS_OPS_PASSWORD', 'ACTOR_PRIVATE_KEY_CRM'])
    expect(archived).not.toContain(installation.stack.environment[name]);
});
