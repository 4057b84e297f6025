import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ask, signUp, type TestSession, testPassword } from '../../e2e/support/session.client.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { trust } from '../compose/test-certificate.ts';
import { docker } from '../compose/test-stack.ts';
import { type Installation, testInstallation } from './testing/installation.ts';
import { startTraffic, type Traffic } from './testing/traffic.client.ts';

const before = 'update-1';
const after = 'update-2';
const services = ['crm', 'gtd', 'ai', 'voice', 'billing', 'gateway', 'web'] as const;

let installation: Installation;
let owner: TestSession;

/** The image of another version: the same program, which says the other version, or a fault in its place. */
const derive = (service: string, version: string, lines: string): void => {
  execFileSync('docker', ['build', '--quiet', '--tag', `crm-gtd/${service}:${version}`, '-'], {
    input: `FROM crm-gtd/${service}:${before}\n${lines}\n`,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
};

/** With a session of its own: an access token lives for minutes, and this file runs for more of them. */
const traffic = async (): Promise<Traffic> => {
  const { edgeUrl, certificate } = installation.stack;
  const session = await ask<{ accessToken: string }>(owner.url, 'POST', '/auth/login', {
    body: { email: owner.email, password: testPassword },
  });
  return startTraffic({ url: edgeUrl, token: session.body.accessToken, callers: 4, pauseMs: 40, authority: certificate.authority });
};

const running = async (service: string): Promise<string[]> =>
  Promise.all(
    (await installation.stack.compose('ps', '--quiet', service))
      .split('\n')
      .filter(Boolean)
      .map((id) => docker('inspect', '--format', '{{.Config.Image}}', id)),
  );

beforeAll(async () => {
  installation = await testInstallation(before);
  trust(installation.stack.certificate);
  owner = await signUp(installation.stack.url, 'Hurtownia Bez Przerwy');
  for (const service of [...services, 'migrate', 'nginx']) derive(service, after, `ENV SERVICE_VERSION=${after}`);
  derive('migrate', 'update-broken', 'ENV SERVICE_VERSION=update-broken');
}, 480_000);

afterAll(async () => {
  await installation?.[Symbol.asyncDispose]();
});

test.each([
  ['ends at once', 'crm', 'ENTRYPOINT ["node", "-e", "process.exit(1)"]'],
  ['never becomes ready', 'gateway', 'ENTRYPOINT ["node", "-e", "setInterval(() => undefined, 1000)"]'],
  [
    'says it is ready and answers every request with 500',
    'gateway',
    `ENTRYPOINT ["node", "-e", "const http = require('node:http'); http.createServer((q, s) => { s.statusCode = 200; s.end(); }).listen(9100); http.createServer((q, s) => { s.statusCode = 500; s.end(); }).listen(3001)"]`,
  ],
])('a version that %s is turned back by itself, and no request fails', async (_what, service, fault) => {
  derive(service, 'update-broken', fault);
  const load = await traffic();
  await waitFor('requests are answered', () => load.answered() > 20);
  const ran = await installation.opsWith({ OPS_READY_TIMEOUT: '12' }, 'update', service, '--to', 'update-broken');
  const answered = load.answered();
  await waitFor('requests go on being answered', () => load.answered() > answered + 50);
  await load.stop();
  expect([ran.code, ran.text]).toEqual([1, expect.stringContaining(`turned back to ${before}`)]);
  expect(load.failures()).toEqual([]);
  expect(await running(service)).toEqual([`crm-gtd/${service}:${before}`]);
});

/** The gateway of the version before with a fault: what it does first, when the server of a request is asked. */
const faultyGateway = (fault: string): string => {
  const module = `import http from 'node:http'; const emit = http.Server.prototype.emit; http.Server.prototype.emit = function (name, request, response) { if (name === 'request' && request.headers.authorization) { ${fault} } return emit.apply(this, arguments); };`;
  const entry = ['node', '--disable-warning=ExperimentalWarning', '--import', `data:text/javascript,${encodeURIComponent(module)}`];
  return `ENTRYPOINT ${JSON.stringify([...entry, '--import', '../../shared/telemetry/register.ts', 'src/main.ts'])}`;
};

/** Each is ready and answers a stranger as it should: only those who work with it see what is wrong, when it has been switched to. */
test.each([
  [
    'fails for everybody who is signed in',
    'gateway',
    faultyGateway("response.statusCode = 500; response.end('faulty'); return true;"),
    /requests since the switch failed/,
  ],
  [
    'dies of its first real requests',
    'gateway',
    faultyGateway('process.exit(1);'),
    /the new copy is \w+ after the switch|requests since the switch failed|answered \d+, wanted/,
  ],
  [
    'answers with empty pages',
    'web',
    `ENTRYPOINT ["node", "-e", "require('node:http').createServer((q, s) => s.end()).listen(3000)"]`,
    /sign-in page: .* answered something else/,
  ],
])(
  'a version that %s is seen after the switch and turned back by itself; from then on no request fails',
  async (_what, service, fault, complaint) => {
    derive(service, 'update-broken', fault);
    const load = await traffic();
    await waitFor('requests are answered', () => load.answered() > 20);
    const ran = await installation.ops('update', service, '--to', 'update-broken');
    const [answered, failed] = [load.answered(), load.failures().length];
    await waitFor('requests go on being answered', () => load.answered() > answered + 200);
    await load.stop();
    process.stdout.write(`  measured: turned back in ${ran.seconds} s, ${failed} requests failed while the faulty version was in use\n`);
    expect([ran.code, ran.text]).toEqual([1, expect.stringContaining(`turned back to ${before}`)]);
    expect(ran.text).toMatch(complaint);
    expect(ran.text).not.toContain('drain the old copy');
    expect(load.failures().slice(failed)).toEqual([]);
    expect(await running(service)).toEqual([`crm-gtd/${service}:${before}`]);
    expect((await installation.ops('verify', '--version', before)).code).toBe(0);
  },
);

test('a release is deployed under load: every service and the web app are new, the demo firm is there, and no request failed', async () => {
  const load = await traffic();
  await waitFor('requests are answered', () => load.answered() > 20);
  const ran = await installation.script('deploy.sh', 'production', '--to', after, '--seed');
  const answered = load.answered();
  await waitFor('requests go on being answered', () => load.answered() > answered + 50);
  await load.stop();
  process.stdout.write(
    `  measured: update of 7 services and the demo firm in ${ran.seconds} s, ${load.answered()} requests answered meanwhile\n`,
  );
  expect([ran.code, ran.text]).toEqual([0, expect.stringContaining('updated')]);
  expect(ran.text).toMatch(/^Sign in as \S+ with the password \S{12,}$/m);
  expect(load.failures()).toEqual([]);
  for (const service of services) expect([service, await running(service)]).toEqual([service, [`crm-gtd/${service}:${after}`]]);
  expect((await installation.ops('verify', '--version', after)).code).toBe(0);
}, 400_000);
