import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { testName } from '../../shared/testing/config.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { docker } from '../compose/test-stack.ts';

const image = testName('nginx');
const network = testName('network');
const edge = testName('edge');
const owned = 'uid=101,gid=101,mode=0755';
/** As the Compose file runs it: nobody special, nothing writable but these. */
const confined = [
  '--read-only',
  '--cap-drop',
  'ALL',
  '--security-opt',
  'no-new-privileges',
  '--sysctl',
  'net.ipv4.ip_unprivileged_port_start=0',
  ...['/etc/nginx/conf.d', '/var/cache/nginx', '/run'].flatMap((folder) => ['--tmpfs', `${folder}:${owned}`]),
  '--tmpfs',
  '/tmp',
];
const server = "require('http').createServer((q, a) => a.end(process.env.NAME)).listen(3001, '0.0.0.0')";

const inEdge = (...command: string[]): Promise<string> => docker('exec', edge, ...command);
const ask = (): Promise<string> => inEdge('curl', '-sk', 'https://127.0.0.1/crm/api/v1/who');
const startService = (name: string): Promise<string> =>
  docker(
    'run',
    '--detach',
    '--init',
    '--name',
    testName(name),
    '--network',
    network,
    '--network-alias',
    'gateway',
    '--env',
    `NAME=${name}`,
    'node:24-trixie-slim',
    'node',
    '-e',
    server,
  );

beforeAll(async () => {
  await docker('build', '--quiet', '--tag', image, import.meta.dirname);
  await docker('network', 'create', network);
});
afterAll(async () => {
  await docker('rm', '--force', edge, testName('one'), testName('two'));
  await docker('network', 'rm', network);
  await docker('image', 'rm', image);
});

test.each(['on', 'off'])('with TLS %s nginx -t has nothing to say but that all is well', async (tls) => {
  const check = '/docker-entrypoint.d/40-crm-gtd.sh 2>/dev/null && nginx -t 2>&1';
  const text = await docker(
    'run',
    '--rm',
    '--network',
    'none',
    ...confined,
    '--env',
    `NGINX_TLS=${tls}`,
    '--env',
    'NGINX_V2=on',
    '--entrypoint',
    'sh',
    image,
    '-c',
    check,
  );
  expect(text).toContain('test is successful');
  expect(text).not.toMatch(/warn|emerg/);
});

test('it starts first, finds services by name as they come, obeys a pin and follows again', async () => {
  await docker('run', '--detach', '--name', edge, '--network', network, ...confined, image);
  await waitFor('the page that says so', async () => (await ask()).includes('SERVICE_UNAVAILABLE'));
  await startService('one');
  await waitFor('the first copy', async () => (await ask()) === 'one');
  await startService('two');
  const both = async (): Promise<string | undefined> => /^gateway follows \S+ (\S+) (\S+)/m.exec(await inEdge('upstreams', 'show'))?.[0];
  const line = await waitFor('both copies', both);
  const addresses = line.split(' ').slice(3);
  const answers = new Set<string>();
  await waitFor('answers of both', async () => answers.add(await ask()).size === 2);
  await inEdge('upstreams', 'pin', 'gateway', addresses[1] ?? '');
  const pinned = new Set(await Promise.all(Array.from({ length: 6 }, ask)));
  expect(pinned.size).toBe(1);
  await inEdge('upstreams', 'unpin', 'gateway');
  expect(await both()).toBe(line);
});
