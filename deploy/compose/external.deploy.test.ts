import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask, signUp, testPassword } from '../../e2e/support/session.client.ts';
import { testName } from '../../shared/testing/config.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { makeCertificate, type TestCertificate, trust } from './test-certificate.ts';
import { type ComposeStack, docker, testComposeStack } from './test-stack.ts';

/** Servers of a provider: known by name, with certificates of an authority of his, and nothing of our Compose file. */
const names = { postgres: 'postgres.provider.test', redis: 'redis.provider.test' };
const provider = (name: keyof typeof names): string => testName(`provider-${name}`);
const redisPassword = 'password-of-the-external-redis';

let folder: string;
let authority: TestCertificate;
let stack: ComposeStack;

/** The key is copied to where the server's own user may read it alone, as PostgreSQL demands. */
const asOwner = (user: string, command: string): readonly string[] => [
  '-c',
  `install -o ${user} -m 600 /tls/privkey.pem /var/tmp/server.key && exec docker-entrypoint.sh ${command}`,
];

const serve = (name: keyof typeof names, image: string, environment: readonly string[], command: readonly string[]): Promise<string> =>
  docker(
    'run',
    '--detach',
    ...['--name', provider(name), '--network', `${stack.project}_app`, '--network-alias', names[name]],
    ...environment.flatMap((value) => ['--env', value]),
    ...['--volume', `${authority.folder}:/tls:ro`, '--entrypoint', '/bin/sh', image, ...command],
  );

/** What a provider gives: no superuser, but a role that may make databases and roles, and pass on what backup and monitoring need. */
const customer = (): string =>
  `create role customer login password '${stack.environment['POSTGRES_PASSWORD']}' createdb createrole bypassrls;
   grant pg_read_all_data, pg_monitor to customer with admin option`;

const sql = (text: string): Promise<string> =>
  docker('exec', provider('postgres'), 'psql', '--username=postgres', '--dbname=crm_gtd_v1', '-qAtc', text);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crm-gtd-provider-'));
  authority = makeCertificate(join(folder, 'tls'), Object.values(names));
  stack = await testComposeStack({
    project: testName('external'),
    overlays: ['compose.external.yaml'],
    env: {
      POSTGRES_HOST: names.postgres,
      POSTGRES_ADMIN_USER: 'customer',
      REDIS_URL: `rediss://default:${redisPassword}@${names.redis}:6379`,
      EXTERNAL_CA_FILE: join(authority.folder, 'ca.pem'),
    },
  });
  trust(stack.certificate);
  await stack.compose('build');
  // Makes the networks, of which the provider's servers join one.
  await stack.compose('create');
  const tls = '-c ssl=on -c ssl_cert_file=/tls/fullchain.pem -c ssl_key_file=/var/tmp/server.key';
  const password = `POSTGRES_PASSWORD=${stack.environment['POSTGRES_PASSWORD']}`;
  await serve('postgres', 'pgvector/pgvector:0.8.0-pg17', [password], asOwner('postgres', `postgres ${tls} -c max_connections=200`));
  const redis = `redis-server --port 0 --tls-port 6379 --tls-cert-file /tls/fullchain.pem --tls-key-file /var/tmp/server.key`;
  await serve('redis', 'redis:8.0.2', [], asOwner('redis', `${redis} --tls-auth-clients no --requirepass ${redisPassword}`));
  const ready = (): Promise<boolean> =>
    docker('exec', provider('postgres'), 'pg_isready', '--quiet', '--host', '127.0.0.1', '--username', 'postgres').then(
      () => true,
      () => false,
    );
  await waitFor('the external PostgreSQL answers', ready);
  await docker('exec', provider('postgres'), 'psql', '--username=postgres', '-qc', customer());
  await stack.up();
}, 480_000);

afterAll(async () => {
  for (const name of ['postgres', 'redis'] as const) await docker('rm', '--force', '--volumes', provider(name)).catch(() => undefined);
  await stack?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('on PostgreSQL and Redis of somebody else a firm registers, signs in and works through nginx', async () => {
  const owner = await signUp(stack.url, 'Księgowość w Chmurze');
  const signedIn = await ask(owner.url, 'POST', '/auth/login', { body: { email: owner.email, password: testPassword } });
  expect(signedIn.status).toBe(200);
  const deal = await owner.must<{ id: string }>('POST', '/deals', { title: 'Przeniesienie', value: { amount: 90_000 } });
  await owner.must('POST', `/deals/${deal.id}/win`, {});
  await waitFor('the follow-up task', async () => (await owner.must<{ items: unknown[] }>('GET', '/tasks')).items.length > 0);
});

test('no server of our own runs beside them, and every connection is encrypted', async () => {
  expect([await stack.containers('postgres'), await stack.containers('redis')]).toEqual([[], []]);
  const connections = await sql(
    "select count(distinct usename), bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) where usename ~ '_(app|relay)$'",
  );
  expect(connections).toBe('12|t');
  const keys = await docker(
    ...['exec', '--env', `REDISCLI_AUTH=${redisPassword}`, provider('redis'), 'redis-cli', '--tls', '--cacert', '/tls/ca.pem', 'dbsize'],
  );
  expect(Number(/\d+/.exec(keys)?.[0])).toBeGreaterThan(0);
});

test('the role of backups reads everything over the same way', async () => {
  const dump = await stack.compose(
    '--profile',
    'backup',
    'run',
    '--rm',
    '--no-TTY',
    'backup',
    'pg_dump',
    '--schema=crm',
    '--table=crm.deals',
  );
  expect(dump).toContain('Przeniesienie');
});
