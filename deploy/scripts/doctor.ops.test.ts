import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { fakeHost, type FakeHost as Host, initialisedHost } from './testing/fake-host.ts';

const setAll = (host: Host, values: Readonly<Record<string, string>>): void => {
  for (const [key, value] of Object.entries(values)) host.set(key, value);
};

describe('init', () => {
  test('writes random secrets and fitting keys with mode 600, which doctor accepts', async () => {
    using host = await fakeHost();
    using other = await fakeHost();
    for (const each of [host, other])
      expect((await each.ops('init', '--domain', 'localhost', '--version', '1.2.3', '--non-interactive')).code).toBe(0);
    expect(statSync(host.envFile).mode & 0o777).toBe(0o600);
    expect(statSync(host.file('state/backup-identity.txt')).mode & 0o777).toBe(0o600);
    const [one, two] = [host, other].map(({ envFile }) => readFileSync(envFile, 'utf8'));
    expect(one).toMatch(/^CRM_GTD_VERSION=1\.2\.3$/m);
    const passwords = (text = '') => [...text.matchAll(/^[A-Z_]+(?:PASSWORD|SECRET)=(.+)$/gm)].map(([, value]) => value);
    expect(passwords(one).length).toBeGreaterThan(30);
    expect(new Set([...passwords(one), ...passwords(two)]).size).toBe(passwords(one).length + passwords(two).length);
    const doctor = await host.ops('doctor', '--before-start', '--no-schemas');
    expect([doctor.code, doctor.stdout]).toEqual([0, expect.stringContaining('each private key fits its public key')]);
  });

  test('does not overwrite, does not guess a domain, and changes nothing in a dry run', async () => {
    using host = await fakeHost();
    expect((await host.ops('init', '--non-interactive')).code).toBe(2);
    expect((await host.ops('init', '--domain', 'localhost', '--dry-run')).code).toBe(0);
    expect(existsSync(host.envFile)).toBe(false);
    await host.ops('init', '--domain', 'localhost', '--non-interactive');
    const before = readFileSync(host.envFile, 'utf8');
    expect((await host.ops('init', '--domain', 'localhost', '--non-interactive')).code).toBe(3);
    expect(readFileSync(host.envFile, 'utf8')).toBe(before);
  });
});

describe('doctor', () => {
  const failing = async (host: Host): Promise<string[]> => {
    const { stdout } = await host.ops('doctor', '--json', '--no-schemas');
    const report = JSON.parse(stdout) as { healthy: boolean; checks: { name: string; status: string }[] };
    return report.checks.filter(({ status }) => status === 'fail').map(({ name }) => name);
  };

  test('finds nothing on a healthy stack and says so to machines', async () => {
    using host = await initialisedHost();
    const { code, stdout } = await host.ops('doctor', '--json', '--no-schemas');
    const names = (JSON.parse(stdout) as { checks: { name: string }[] }).checks.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'frontend',
        'backend gateway',
        'postgresql',
        'redis',
        'tts',
        'nginx',
        'nats',
        'jetstream',
        'outbox',
        'clock',
        'certificate',
        'dns',
        'backup',
      ]),
    );
    expect([code, await failing(host)]).toEqual([0, []]);
    expect(host.metrics()).toMatch(/^tls_certificate_expiry_timestamp_seconds\{host="localhost"\} \d+$/m);
  });

  test.each([
    ['a placeholder', 'JWT_SECRET', 'change-me-change-me-change-me', 'env JWT_SECRET'],
    ['a short secret', 'REDIS_PASSWORD', 'tooBrief7', 'env REDIS_PASSWORD'],
    ['a missing key', 'DB_CRM_APP_PASSWORD', '', 'env DB_CRM_APP_PASSWORD'],
    ['a key of another service', 'ACTOR_PRIVATE_KEY_CRM', 'bm90IGEga2V5', 'env ACTOR_PRIVATE_KEY_CRM'],
    ['an address of another host', 'PUBLIC_URL', 'https://other.test', 'env PUBLIC_URL'],
  ])('refuses %s and names the key, never the value', async (_what, key, value, name) => {
    using host = await initialisedHost();
    host.set(key, value);
    const { code, stdout } = await host.ops('doctor', '--before-start', '--no-schemas');
    expect([code, stdout]).toEqual([1, expect.stringContaining(`✗ ${name}`)]);
    if (value !== '' && key !== 'PUBLIC_URL') expect(stdout).not.toContain(value);
  });

  test('warns of a key nobody reads, and refuses an .env others may read', async () => {
    using host = await initialisedHost();
    host.set('JWT_SECERT', 'a-typing-error-of-some-length');
    const typo = await host.ops('doctor', '--before-start', '--no-schemas');
    expect([typo.code, typo.stdout]).toEqual([0, expect.stringContaining('! env JWT_SECERT')]);
    execFileSync('chmod', ['644', host.envFile]);
    expect(await failing(host)).toContain('env-mode');
  });

  test.each([
    ['a service that is down', 'postgresql', (host) => host.health('postgres.1', 'unhealthy')],
    [
      'an event that waits',
      'outbox crm',
      (host) => host.rule('psql.*crm_gtd_v1$', 'while read -r line; do [[ $line != *msg_outbox* ]] || echo "crm|300"; done'),
    ],
    [
      'a certificate about to end',
      'certificate',
      (host) => host.rule('curl.*--verbose', "date -u -d '+1 day' '+*  expire date: %b %d %H:%M:%S %Y GMT'"),
    ],
    ['a broker without streams', 'jetstream', (host) => host.rule('bus-status', "printf 'fail\\tstreams missing: EVT_CRM\\n'")],
    ['an edge that answers 502', 'nginx', (host) => host.rule('curl.*http_code', "printf '\\n502'")],
    ['a mail server that is not there', 'smtp', (host) => setAll(host, { SMTP_HOST: '127.0.0.1', SMTP_PORT: '9' })],
  ] as [string, string, (host: Host) => void][])('finds %s', async (_what, name, arrange) => {
    using host = await initialisedHost();
    arrange(host);
    expect(await failing(host)).toContain(name);
  });

  test('asks the services’ own schemas, in their images', async () => {
    using host = await initialisedHost();
    host.rule('--entrypoint node crm ', 'echo "Configuration: MOTION_TIME_ZONE: invalid"; exit 1');
    const { code, stdout } = await host.ops('doctor', '--before-start');
    expect([code, stdout]).toEqual([1, expect.stringMatching(/✗ schema crm +Configuration: MOTION_TIME_ZONE/)]);
    expect(stdout).toMatch(/✓ schema gtd/);
  });
});

describe('verify and status', () => {
  test('passes when pages, API and versions are right', async () => {
    using host = await initialisedHost();
    expect((await host.ops('verify')).code).toBe(0);
    expect((await host.ops('status')).stdout).toMatch(/^gateway +0\.1\.0 +healthy/m);
  });

  test.each([
    ['the API lets strangers in', 'curl.*deals', "printf '[]\\n200'"],
    ['the sign-in page is not there', 'curl.*sign-in', "printf '\\n404'"],
    ['a service runs another version', 'inspect.*Config.Image.*crm', 'echo crm-gtd/crm:9.9.9'],
  ])('fails when %s', async (_what, pattern, script) => {
    using host = await initialisedHost();
    host.rule(pattern, script);
    expect((await host.ops('verify')).code).toBe(1);
  });
});
