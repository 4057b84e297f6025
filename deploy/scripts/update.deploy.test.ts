import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signUp, type TestSession } from '../../e2e/support/session.client.ts';
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

const traffic = (): Traffic => {
  const { edgeUrl, certificate } = installation.stack;
  return startTraffic({ url: edgeUrl, token: owner.session.accessToken, callers: 4, pauseMs: 40, authority: certificate.authority });
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
  for (const service of [...services, 'migrate']) derive(service, after, `ENV SERVICE_VERSION=${after}`);
  derive('migrate', 'update-broken', 'ENV SERVICE_VERSION=update-broken');
}, 480_000);

afterAll(async () => {
  await installation?.[Symbol.asyncDispose]();
}, 60_000);

test.each([
  ['ends at once', 'crm', 'ENTRYPOINT ["node", "-e", "process.exit(1)"]'],
  ['never becomes ready', 'gateway', 'ENTRYPOINT ["node", "-e", "setInterval(() => undefined, 1000)"]'],
  [
    'says it is ready and answers every request with 500',
    'gateway',
    `ENTRYPOINT ["node", "-e", "const http = require('node:http'); http.createServer((q, s) => { s.statusCode = 200; s.end(); }).listen(9100); http.createServer((q, s) => { s.statusCode = 500; s.end(); }).listen(3001)"]`,
  ],
])(
  'a version that %s is turned back by itself, and no request fails',
  async (_what, service, fault) => {
    derive(service, 'update-broken', fault);
    const load = traffic();
    await waitFor('requests are answered', () => load.answered() > 20);
    const ran = await installation.opsWith({ OPS_READY_TIMEOUT: '12' }, 'update', service, '--to', 'update-broken');
    const answered = load.answered();
    await waitFor('requests go on being answered', () => load.answered() > answered + 50);
    await load.stop();
    expect([ran.code, ran.text]).toEqual([1, expect.stringContaining(`turned back to ${before}`)]);
    expect(load.failures()).toEqual([]);
    expect(await running(service)).toEqual([`crm-gtd/${service}:${before}`]);
  },
  120_000,
);

test('every service and the web app are updated under load, and no request fails', async () => {
  const load = traffic();
  await waitFor('requests are answered', () => load.answered() > 20);
  const ran = await installation.ops('update', 'all', '--to', after);
  const answered = load.answered();
  await waitFor('requests go on being answered', () => load.answered() > answered + 50);
  await load.stop();
  process.stdout.write(`  measured: update of 7 services in ${ran.seconds} s, ${load.answered()} requests answered meanwhile\n`);
  expect([ran.code, ran.text]).toEqual([0, expect.stringContaining('updated')]);
  expect(load.failures()).toEqual([]);
  for (const service of services) expect([service, await running(service)]).toEqual([service, [`crm-gtd/${service}:${after}`]]);
  expect((await installation.ops('verify', '--version', after)).code).toBe(0);
}, 400_000);
