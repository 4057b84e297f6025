import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { type FakeHost as Host, initialisedHost } from './testing/fake-host.ts';

const die = (container: string): string => `printf restarting >"$FAKE_DOCKER/health/${container}"`;

const restarting = (host: Host): void => {
  host.health('crm.2', 'starting');
  writeFileSync(host.file('docker/restarts/crm.2'), '2\n');
};

/** What nginx has written down: so many requests answered well, and so many not. */
const edgeLog = (good: number, bad: number): string =>
  `for _ in $(seq ${good}); do printf '{"message":"edge.request","http.status":200}\\n'; done
   for _ in $(seq ${bad}); do printf '{"message":"edge.request","http.status":500}\\n'; done`;

describe('update and rollback', () => {
  const all = ['ai', 'billing', 'crm', 'gateway', 'gtd', 'voice', 'web'];

  test('starts new beside old, switches, verifies, drains, and remembers', async () => {
    using host = await initialisedHost();
    const ran = await host.run('update.sh', ['all', '--to', '0.2.0']);
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('updated')]);
    const calls = host.calls();
    const at = (part: string): number => calls.findIndex((call) => call.includes(part));
    const order = [
      ' pg_dump ',
      'run --rm -T migrate',
      '--scale crm=2 crm',
      '--scale gateway=2 gateway',
      '--scale web=2 web',
      'stop --time 40 gateway.1',
      'unpin gateway',
      'stop --time 40 crm.1',
    ].map(at);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(-1);
    // To the old copy before the new one starts, since DNS names both; to the new one when it is ready.
    const pins = calls.map((call, index) => ({ call, index })).filter(({ call }) => call.includes('upstreams pin gateway'));
    expect(pins).toHaveLength(2);
    expect(pins[0]?.index).toBeLessThan(at('--scale gateway=2 gateway'));
    expect(pins[1]?.index).toBeLessThan(at('stop --time 40 gateway.1'));
    for (const service of all) expect(host.containers()).toContain(`${service}.2`);
    for (const service of all) expect(host.containers()).not.toContain(`${service}.1`);
    expect(readFileSync(host.envFile, 'utf8')).toMatch(/^CRM_GTD_VERSION=0\.2\.0$/m);
    expect(statSync(host.envFile).mode & 0o777).toBe(0o600);
  });

  test('one service alone keeps the others where they are, also for the next plain start', async () => {
    using host = await initialisedHost();
    expect((await host.ops('update', 'crm', '--to', '0.2.0')).code).toBe(0);
    expect(host.containers()).toEqual(expect.arrayContaining(['crm.2', 'gtd.1', 'gateway.1']));
    expect(readFileSync(host.file('state/versions.yaml'), 'utf8')).toBe('services:\n  crm:\n    image: crm-gtd/crm:0.2.0\n');
    expect((await host.ops('verify')).code).toBe(0);
  });

  test.each([
    ['ends at once', (host: Host) => host.health('crm.2', 'exited')],
    ['restarts again and again', (host: Host) => restarting(host)],
    ['never becomes ready', (host: Host) => host.health('crm.2', 'starting')],
    ['is ready but answers wrongly', (host: Host) => host.rule('curl.*--output /dev/null.*3001', 'printf 500')],
    ['breaks what users see after the switch', (host: Host) => host.rule('curl.*--insecure.*sign-in', "printf '\\n500'")],
    ['fails only for those who are signed in', (host: Host) => host.rule('^logs --since [0-9]+ nginx', edgeLog(90, 10))],
    ['dies under its first requests', (host: Host) => host.rule('curl.*--insecure.*sign-in', `${die('crm.2')}; printf '<html>\\n200'`)],
  ])('a version that %s is turned back, and the old copies never stopped', async (_what, arrange) => {
    using host = await initialisedHost();
    arrange(host);
    const ran = await host.ops('update', 'all', '--to', '0.2.0');
    expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining('turned back to 0.1.0')]);
    for (const service of all) {
      expect(host.containers()).toContain(`${service}.1`);
      expect(host.containers()).not.toContain(`${service}.2`);
    }
    expect(host.calls().some((call) => /stop --time 40 \w+\.1$/.test(call))).toBe(false);
    expect(readFileSync(host.envFile, 'utf8')).toMatch(/^CRM_GTD_VERSION=0\.1\.0$/m);
  });

  test('errors that were there before, or so few that they may be an accident, do not turn an update back', async () => {
    using host = await initialisedHost();
    host.rule('^logs --since', edgeLog(100, 4));
    expect((await host.ops('update', 'all', '--to', '0.2.0')).code).toBe(0);
    host.rule('^logs --since', edgeLog(10, 10));
    const ran = await host.ops('update', 'all', '--to', '0.3.0');
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('10 of 20')]);
  });

  test.each([
    ['the backup fails', ' pg_dump ', 'exit 1', 1],
    ['a migration fails', 'run --rm -T migrate', 'exit 1', 1],
    ['the image cannot be had', 'image inspect crm-gtd/crm:0.2.0|pull --quiet crm', 'exit 1', 3],
    ['the engine is too old', '^version', 'echo 19.03.1', 3],
  ])('nothing is started when %s', async (_what, pattern, script, code) => {
    using host = await initialisedHost();
    host.rule(pattern, script);
    expect((await host.ops('update', '--to', '0.2.0')).code).toBe(code);
    expect(host.calls().some((call) => call.includes('--scale'))).toBe(false);
  });

  test('too little room and an old backup are seen before anything starts', async () => {
    using host = await initialisedHost();
    const small = { env: { OPS_MIN_DISK_MB: '999999999' } };
    expect((await host.run('ops', ['update', '--to', '0.2.0'], small)).code).toBe(3);
    expect((await host.run('ops', ['update', '--to', '0.2.0'], { env: { OPS_MIN_MEMORY_MB: '999999999' } })).code).toBe(3);
    expect((await host.ops('update', '--to', '0.2.0', '--skip-backup')).code).toBe(3);
    expect(host.calls().some((call) => call.includes('--scale') || call.includes('-T migrate'))).toBe(false);
  });

  test('one run at a time', async () => {
    using host = await initialisedHost();
    host.rule(' pg_dump ', 'sleep 3; echo dump');
    const first = host.ops('backup');
    await waitFor('the first run is at work', async () => host.calls().some((call) => call.includes(' pg_dump ')));
    expect((await host.ops('update', '--to', '0.2.0')).code).toBe(75);
    expect((await first).code).toBe(0);
  });

  test('rollback goes to the version before, without backup or migration', async () => {
    using host = await initialisedHost();
    expect((await host.ops('rollback')).code).toBe(3);
    await host.ops('update', '--to', '0.2.0');
    host.forget();
    expect((await host.ops('rollback')).code).toBe(0);
    expect(readFileSync(host.envFile, 'utf8')).toMatch(/^CRM_GTD_VERSION=0\.1\.0$/m);
    expect(host.calls().some((call) => call.includes('pg_dump') || call.includes('-T migrate'))).toBe(false);
  });

  test('a dry run only looks', async () => {
    using host = await initialisedHost();
    expect((await host.ops('update', '--to', '0.2.0', '--dry-run')).code).toBe(0);
    expect(host.calls().some((call) => / up | stop | rm | run /.test(call))).toBe(false);
    expect(host.journal()).not.toContain('update');
  });

  test('a version that must not be skipped is not skipped', async () => {
    using host = await initialisedHost();
    const stops = host.file('hard-stops.txt');
    writeFileSync(stops, '# stops\n0.1.5\n');
    const env = { OPS_HARD_STOPS: stops };
    expect((await host.run('ops', ['update', '--to', '0.2.0'], { env })).stderr).toContain('0.1.5 must not be skipped');
    expect((await host.run('ops', ['update', '--to', '0.1.5'], { env })).code).toBe(0);
  });
});
