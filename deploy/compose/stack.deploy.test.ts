import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signUp, type TestSession } from '../../e2e/support/session.client.ts';
import type { Import } from '../../shared/contracts/crm/imports.ts';
import { slowness } from '../../shared/testing/slowness.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { trust } from './test-certificate.ts';
import { type ComposeStack, type ContainerState, docker, testComposeStack } from './test-stack.ts';

const MB = 1_000_000;
const MIB = 1_048_576;
const built = ['nginx', 'web', 'gateway', 'crm', 'gtd', 'ai', 'voice', 'billing', 'migrate'] as const;
const running = ['nginx', 'web', 'gateway', 'crm', 'gtd', 'ai', 'voice', 'billing', 'postgres', 'redis', 'nats'] as const;
const contactsFile = join(import.meta.dirname, '../../services/crm/fixtures/contacts-400.csv');

let stack: ComposeStack;
let startSeconds: number;
let slow: number;
let owner: TestSession;

const measured = (text: string): boolean => process.stdout.write(`  measured: ${text}\n`);

beforeAll(async () => {
  stack = await testComposeStack();
  const building = performance.now();
  await stack.compose('--progress', 'plain', 'build');
  const starting = performance.now();
  await stack.up();
  startSeconds = (performance.now() - starting) / 1_000;
  slow = slowness();
  measured(`images built in ${Math.round((starting - building) / 1_000)} s, stack healthy in ${Math.round(startSeconds)} s`);
  trust(stack.certificate);
}, 480_000);
afterAll(async () => {
  await stack?.[Symbol.asyncDispose]();
});

test('the whole stack is healthy within 90 s of having its images', () => {
  expect(startSeconds).toBeLessThan(90 * slow);
});

test.each(built)('the image of %s is small, says its version and runs as a person without rights', async (name) => {
  const image = `crm-gtd/${name}:${stack.environment['CRM_GTD_VERSION']}`;
  const [found] = JSON.parse(await docker('image', 'inspect', image)) as [
    { Size: number; Config: { User: string; Labels: Record<string, string> } },
  ];
  measured(`${image} ${Math.round(found.Size / MB)} MB`);
  expect(found.Size).toBeLessThan(350 * MB);
  expect(found.Config.Labels['org.opencontainers.image.version']).toBe(stack.environment['CRM_GTD_VERSION']);
  expect(found.Config.User).toMatch(/^(node|101:101)$/);
});

test('no image of ours can install anything', async () => {
  for (const name of ['crm', 'web', 'migrate']) {
    const image = `crm-gtd/${name}:${stack.environment['CRM_GTD_VERSION']}`;
    const tools = await docker(
      'run',
      '--rm',
      '--network',
      'none',
      '--entrypoint',
      '/bin/sh',
      image,
      '-c',
      'command -v npm npx yarn git curl wget || true',
    );
    expect([name, tools]).toEqual([name, '']);
  }
});

test('a firm registers over HTTPS with the test certificate, imports its contacts and sees counts that add up', async () => {
  owner = await signUp(stack.url, 'Stalserwis Sp. z o.o.');
  const form = new FormData();
  form.set('file', new Blob([readFileSync(contactsFile)]), 'kontakty.csv');
  const uploaded = await owner.must<Import>('POST', '/imports', form);
  expect(uploaded.rowCount).toBeGreaterThan(300);
  await owner.must('POST', `/imports/${uploaded.id}/run`, { mapping: uploaded.suggestedMapping, duplicates: 'skip' });
  const finished = await waitFor('the import has ended', async () => {
    const now = await owner.must<Import>('GET', `/imports/${uploaded.id}`);
    return now.status === 'finished' && now;
  });
  const { created, updated, skipped, failed } = finished.counts;
  expect(created + updated + skipped + failed).toBe(finished.rowCount);
  expect(created).toBeGreaterThan(finished.rowCount / 2);
});

test('a won deal becomes a task and a draft invoice: events pass between the services under their grants', async () => {
  const deal = await owner.must<{ id: string }>('POST', '/deals', { title: 'Wdrożenie', value: { amount: 1_250_000 } });
  await owner.must('POST', `/deals/${deal.id}/win`, {});
  for (const path of ['/tasks', '/invoices', '/audit-log'])
    await waitFor(`something at ${path}`, async () => (await owner.must<{ items: unknown[] }>('GET', path)).items.length > 0);
});

test('the web app answers through nginx with its security headers, and plain HTTP leads to HTTPS', async () => {
  const page = await fetch(`${stack.edgeUrl}/crm/sign-in`);
  expect([page.status, page.headers.get('x-content-type-options')]).toEqual([200, 'nosniff']);
  expect(await page.text()).toContain('<html');
  const plain = await fetch(`http://localhost:${stack.environment['HTTP_PORT']}/crm/`, { redirect: 'manual' });
  expect([plain.status, plain.headers.get('location')]).toEqual([301, `${stack.edgeUrl}/crm/`]);
});

test.each(running)('%s may do nothing special, writes nowhere by surprise and cannot take the machine', async (service) => {
  const { Config, HostConfig, Mounts, State } = await stack.inspect(service);
  expect(Config.User).toMatch(/^(node|\d+:\d+)$/);
  expect(Config.User).not.toMatch(/^0/);
  expect(HostConfig).toMatchObject({ CapDrop: ['ALL'], CapAdd: null, ReadonlyRootfs: true, Privileged: false, Init: true });
  expect(HostConfig.SecurityOpt).toContain('no-new-privileges:true');
  expect(HostConfig.Memory).toBeGreaterThan(0);
  expect(HostConfig.Memory).toBeLessThanOrEqual(1024 * MIB);
  expect(HostConfig.NanoCpus).toBeGreaterThan(0);
  expect(HostConfig.PidsLimit).toBeGreaterThan(0);
  expect(HostConfig.RestartPolicy.Name).toBe('unless-stopped');
  expect(HostConfig.LogConfig).toEqual({
    Type: 'json-file',
    Config: { 'max-size': '10m', 'max-file': '3', labels: 'com.docker.compose.service' },
  });
  expect(Mounts.filter(({ Type, RW }) => Type === 'bind' && RW)).toEqual([]);
  expect(Mounts.some(({ Source }) => Source.includes('docker.sock'))).toBe(false);
  expect(State.Health?.Status).toBe('healthy');
  expect(await effectiveCapabilities(State)).toBe('0000000000000000');
});

test('only nginx is reached from outside, and the data network leads nowhere', async () => {
  for (const service of running) {
    const { HostConfig } = await stack.inspect(service);
    const ports = Object.keys(HostConfig.PortBindings ?? {});
    expect([service, ports.sort()]).toEqual([service, service === 'nginx' ? ['443/tcp', '80/tcp'] : []]);
  }
  const network = await docker('network', 'inspect', '--format', '{{.Internal}}', `${stack.project}_data`);
  expect(network).toBe('true');
});

test('a service that dies comes back by itself, and what was written meanwhile is told when it does', async () => {
  const before = await stack.inspect('gtd');
  process.kill(await mainProcess(before), 'SIGKILL');
  const deal = await owner.must<{ id: string }>('POST', '/deals', { title: 'Podczas awarii', value: { amount: 100 } });
  await owner.must('POST', `/deals/${deal.id}/win`, {});
  const after = await waitFor('gtd runs again and is healthy', async () => {
    const now = await stack.inspect('gtd');
    return now.State.StartedAt !== before.State.StartedAt && now.State.Health?.Status === 'healthy' && now;
  });
  expect(after.RestartCount).toBe(before.RestartCount + 1);
  const tasksOf = async (): Promise<boolean> =>
    (await owner.must<{ items: { links?: { dealId?: string } }[] }>('GET', '/tasks?limit=100')).items.some(
      ({ links }) => links?.dealId === deal.id,
    );
  await waitFor('the follow-up of the deal that was won meanwhile', tasksOf);
});

test('PostgreSQL checks its pages, and a second migration finds nothing to do', async () => {
  const [checksums, operators] = (
    await stack.exec(
      'postgres',
      'psql',
      '--username=postgres',
      '--dbname=crm_gtd_v1',
      '--tuples-only',
      '--no-align',
      '--command',
      'show data_checksums',
      '--command',
      "select string_agg(rolname || case when rolbypassrls then '+' else '' end, ',' order by rolname) from pg_roles where rolname in ('backup', 'monitor', 'crm_owner', 'crm_app', 'crm_relay')",
    )
  ).split('\n');
  expect([checksums, operators]).toEqual(['on', 'backup+,crm_app,crm_owner,crm_relay,monitor']);
  const again = await stack.compose('run', '--rm', '--no-TTY', 'migrate');
  expect(again.match(/migrations\.present/g)).toHaveLength(6);
});

test('Redis knows two users, and neither rules it', async () => {
  const redis = async (user: string, password: string | undefined, ...command: string[]): Promise<string> =>
    stack.exec(
      'redis',
      'redis-cli',
      '--no-auth-warning',
      ...(password === undefined ? [] : ['--user', user, '--pass', password]),
      ...command,
    );
  const { REDIS_PASSWORD, REDIS_MONITOR_PASSWORD } = stack.environment;
  expect(await redis('default', undefined, 'ping')).toContain('NOAUTH');
  expect(await redis('app', REDIS_PASSWORD, 'set', 'probe', '1')).toBe('OK');
  for (const command of ['flushall', 'keys *', 'config set maxmemory 1', 'shutdown', 'acl list'])
    expect([command, await redis('app', REDIS_PASSWORD, ...command.split(' '))]).toEqual([command, expect.stringContaining('NOPERM')]);
  expect(await redis('monitor', REDIS_MONITOR_PASSWORD, 'info', 'memory')).toContain('maxmemory:134217728');
  expect(await redis('monitor', REDIS_MONITOR_PASSWORD, 'get', 'probe')).toContain('NOPERM');
  const kept = await redis('monitor', REDIS_MONITOR_PASSWORD, 'config', 'get', '*a*');
  expect(kept).toMatch(/maxmemory-policy\s+noeviction/);
  expect(kept).toMatch(/appendonly\s+yes/);
});

test('Prometheus of the observability overlay finds every service by its name and scrapes it', async () => {
  const overlay = join(import.meta.dirname, 'compose.observability.yaml');
  await stack.compose('--file', overlay, '--progress', 'quiet', 'up', '--detach', '--wait', '--no-deps', 'prometheus');
  type Targets = { data: { activeTargets: { labels: { job: string; service: string }; health: string; lastError: string }[] } };
  const scraped = await waitFor('six services are scraped', async () => {
    const answer = (await (await fetch(`http://127.0.0.1:${stack.environment['PROMETHEUS_PORT']}/api/v1/targets`)).json()) as Targets;
    const up = answer.data.activeTargets.filter(({ labels, health }) => labels.job === 'services' && health === 'up');
    return up.length >= 6 && up.map(({ labels }) => labels.service).sort();
  });
  expect(scraped).toEqual(['ai', 'billing', 'crm', 'gateway', 'gtd', 'voice']);
  await stack.compose('--file', overlay, 'rm', '--stop', '--force', 'prometheus');
});

test('the broker refused nobody: every grant a service needs is there', async () => {
  const log = await stack.compose('logs', '--no-color', '--no-log-prefix', 'nats');
  expect(log.split('\n').filter((line) => /violation|authorization/i.test(line))).toEqual([]);
});

test('the stack at rest takes less than 1.5 GB of memory', async () => {
  const ids = (await Promise.all(running.map((service) => stack.containers(service)))).flat();
  const lines = (await docker('stats', '--no-stream', '--format', '{{.Name}}\t{{.MemUsage}}', ...ids)).split('\n');
  const used = lines.map((line) => bytesOf(line.split('\t')[1]?.split(' / ')[0] ?? ''));
  const sum = used.reduce((total, bytes) => total + bytes, 0);
  measured(
    `memory at rest ${Math.round(sum / MIB)} MiB: ${lines.map((line) => line.replace(/^.*-([a-z]+)-\d+\t(\S+) .*$/, '$1 $2')).join(', ')}`,
  );
  expect(sum).toBeLessThan(1_500 * MB);
});

/** Of the program itself, not of the small init above it; seen from the host, where Docker runs as we do. */
async function mainProcess({ State }: ContainerState): Promise<number> {
  return Number(readFileSync(`/proc/${State.Pid}/task/${State.Pid}/children`, 'utf8').trim().split(' ')[0]);
}

async function effectiveCapabilities(state: ContainerState['State']): Promise<string> {
  return /^CapEff:\s*(\w+)$/m.exec(readFileSync(`/proc/${state.Pid}/status`, 'utf8'))?.[1] ?? 'unknown';
}

function bytesOf(text: string): number {
  const [, amount = '0', unit = 'B'] = /^([\d.]+)(\w+)$/.exec(text) ?? [];
  return Number(amount) * { B: 1, KiB: 1_024, MiB: MIB, GiB: 1_024 * MIB }[unit as 'B' | 'KiB' | 'MiB' | 'GiB'];
}
