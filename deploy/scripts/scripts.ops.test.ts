import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { fakeHost, type FakeHost as Host, initialisedHost, scripts } from './testing/fake-host.ts';

const commands =
  'init doctor verify status update rollback restart backup restore drill config-backup psql db-report logs dlq replay'.split(' ');
const originals = readdirSync(scripts).filter((name) => name.endsWith('.sh'));
const archives = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.tar'))
        .sort()
    : [];

const setAll = (host: Host, values: Readonly<Record<string, string>>): void => {
  for (const [key, value] of Object.entries(values)) host.set(key, value);
};
const restarting = (host: Host): void => {
  host.health('crm.2', 'starting');
  writeFileSync(host.file('docker/restarts/crm.2'), '2\n');
};

describe('all scripts', () => {
  test('the original names are there, each may be run, and shellcheck finds nothing', () => {
    expect(originals).toEqual([
      'backup-current-configs.sh',
      'deploy-versions.sh',
      'deploy.sh',
      'monitor-performance.sh',
      'quick-start.sh',
      'switch-to-development.sh',
      'switch-to-production.sh',
      'system-optimization.sh',
      'update.sh',
    ]);
    for (const name of ['ops', ...originals]) expect(statSync(join(scripts, name)).mode & 0o111).toBe(0o111);
    // The library once, as part of ops; of the others their own lines, to which the library's names are unknown.
    const check = (...args: readonly string[]): unknown => execFileSync('shellcheck', args, { cwd: scripts, stdio: 'pipe' });
    check('--external-sources', '--check-sourced', 'ops');
    check('--exclude=SC1091,SC2034,SC2153,SC2154', ...originals, 'testing/fake-docker.sh');
  });

  test('every entry point stops at the first fault', () => {
    for (const name of ['ops', ...originals]) expect(readFileSync(join(scripts, name), 'utf8')).toContain('set -euo pipefail');
  });

  test('each command and each script explains itself without touching docker', async () => {
    using host = await fakeHost();
    const all = [...commands.map((name) => ['ops', [name, '--help']] as const), ...originals.map((name) => [name, ['--help']] as const)];
    for (const [script, args] of all) {
      const ran = await host.run(script, args);
      expect([script, args, ran.code]).toEqual([script, args, 0]);
      expect(ran.stdout).toMatch(/^Usage: /);
    }
    expect(host.calls()).toEqual([]);
  });

  test('an unknown command or option is wrong usage, not an attempt', async () => {
    using host = await initialisedHost();
    expect((await host.ops('destroy')).code).toBe(2);
    for (const name of commands.filter((each) => each !== 'psql'))
      expect([name, (await host.ops(name, '--no-such-option')).code]).toEqual([name, 2]);
    expect(host.calls()).toEqual([]);
  });
});

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
    ['a short secret', 'REDIS_PASSWORD', 'short', 'env REDIS_PASSWORD'],
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

describe('backup', () => {
  test('a full one is encrypted, whole, and found by the collector', async () => {
    using host = await initialisedHost();
    expect((await host.ops('backup', '--full')).code).toBe(0);
    const [name = ''] = archives(host.backups);
    expect(name).toMatch(/^crm-gtd-full-\d{8}T\d{6}Z\.tar$/);
    expect(readdirSync(host.backups).sort()).toEqual([name, `${name}.sha256`]);
    execFileSync('sha256sum', ['--check', `${name}.sha256`], { cwd: host.backups, stdio: 'pipe' });
    const members = execFileSync('tar', ['-tf', join(host.backups, name)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .sort();
    expect(members).toEqual(['SHA256SUMS', 'database.age', 'facts.age', 'globals.age', 'manifest.age']);
    expect(readFileSync(join(host.backups, name), 'latin1')).not.toContain('PGDMP');
    const dump = host.calls().find((call) => call.includes(' pg_dump '));
    expect(dump).toContain('--snapshot 00000003-0000001B-1');
    expect(dump).toContain('--username backup');
    expect(host.metrics()).toMatch(/^backup_last_success_timestamp_seconds\{kind="logical"\} \d+$/m);
    expect(host.journal()).toMatch(/"command":"backup --full","outcome":"done"/);
  });

  test.each([
    ['--schema', 'crm-gtd-schema-', '--schema-only'],
    ['--table', 'crm-gtd-table-crm-deals-', '--table crm.deals'],
  ])('%s is of its own kind and does not hide the age of the full one', async (option, prefix, asked) => {
    using host = await initialisedHost();
    expect((await host.ops('backup', option, ...(option === '--table' ? ['crm.deals'] : []))).code).toBe(0);
    expect(archives(host.backups)[0]).toContain(prefix);
    expect(host.calls().find((call) => call.includes(' pg_dump '))).toContain(asked);
    expect(host.metrics()).not.toContain('backup_last_success');
  });

  test.each([
    ['pg_dump breaks off', ' pg_dump ', 'echo half; exit 1'],
    ['the role may not connect', 'psql.*--username backup', 'exit 2'],
    ['PostgreSQL is away', 'ps --quiet postgres', 'exit 0'],
  ])('fails loudly and leaves no half file when %s', async (_what, pattern, script) => {
    using host = await initialisedHost();
    host.rule(pattern, script);
    expect((await host.ops('backup')).code).not.toBe(0);
    expect(existsSync(host.backups) ? readdirSync(host.backups) : []).toEqual([]);
    expect(host.metrics()).toMatch(/^backup_failures_total\{kind="logical"\} 1$/m);
    expect(host.journal()).toMatch(/"outcome":"exit/);
  });

  test('is never written unencrypted', async () => {
    using host = await initialisedHost();
    host.set('BACKUP_AGE_RECIPIENT', 'none');
    expect((await host.ops('backup')).code).toBe(3);
    expect(host.calls()).toEqual([]);
  });

  test('no password is ever an argument', async () => {
    using host = await initialisedHost();
    await host.ops('backup');
    await host.ops('psql');
    await host.ops('db-report');
    await host.ops('dlq', 'list');
    const secrets = [...readFileSync(host.envFile, 'utf8').matchAll(/^[A-Z_]*(?:PASSWORD|SECRET)=(.+)$/gm)].map(([, value = '']) => value);
    for (const secret of secrets) expect(host.calls().join('\n')).not.toContain(secret);
  });

  test('keeps two days, seven days, five weeks and twelve months', async () => {
    using host = await initialisedHost();
    await host.ops('backup');
    const day = 86_400_000;
    const name = (daysAgo: number, hour = '02'): string => {
      const date = new Date(Date.UTC(2026, 0, 1) - daysAgo * day).toISOString().slice(0, 10).replaceAll('-', '');
      return `crm-gtd-full-${date}T${hour}0000Z.tar`;
    };
    for (let daysAgo = 1; daysAgo <= 420; daysAgo += daysAgo < 40 ? 1 : 10) writeFileSync(join(host.backups, name(daysAgo)), '');
    await host.ops('backup');
    const old = archives(host.backups).filter((each) => each < 'crm-gtd-full-20260101');
    expect(old.length).toBeGreaterThanOrEqual(16);
    expect(old.length).toBeLessThanOrEqual(24);
    expect(old.at(-1)).toBe(name(1));
    expect(archives(host.backups).length - old.length).toBe(2);
  });
});

describe('restore and drill', () => {
  const backedUp = async () => {
    const host = await initialisedHost();
    await host.ops('backup');
    host.forget();
    return { host, file: join(host.backups, archives(host.backups)[0] ?? '') };
  };

  test('goes into a new database, is compared, and swaps while the services stand still', async () => {
    const { host, file } = await backedUp();
    using _ = host;
    const ran = await host.ops('restore', file, '--yes');
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('verified')]);
    expect(readFileSync(host.file('docker/restored'), 'utf8')).toBe('PGDMP of the fake database\n');
    const restored = host.calls().find((call) => call.includes(' pg_restore ')) ?? '';
    expect(restored).toMatch(/--dbname crm_gtd_v1_restore_\d{8}T\d{6}Z/);
    const order = [
      'pg_restore',
      ' stop --timeout',
      'reset-streams.ts --backup-taken',
      'flushdb',
      'run --rm -T migrate',
      'up -d --wait gateway',
    ];
    const positions = order.map((part) => host.calls().findIndex((call) => call.includes(part)));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(positions[0]).toBeGreaterThan(-1);
    expect(host.sql()).toMatch(/alter database "crm_gtd_v1" rename to "crm_gtd_v1_before_/);
    expect(host.sql()).toContain('grant connect on database');
  });

  test('a database that is not what was backed up is never swapped in', async () => {
    const { host, file } = await backedUp();
    using _ = host;
    writeFileSync(host.file('docker/tables'), 'table crm.deals 2 99\n');
    const ran = await host.ops('restore', file, '--yes');
    expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining('table crm.deals 3 123')]);
    expect(host.sql()).toMatch(/drop database if exists "crm_gtd_v1_restore_/);
    expect(host.sql()).not.toContain('rename to');
    expect(host.calls().some((call) => call.includes(' stop '))).toBe(false);
  });

  test.each([
    ['a damaged file', (file: string) => truncateSync(file, statSync(file).size - 2_000)],
    [
      'a file without its checksum that is cut off',
      (file: string) => [`${file}.sha256`, file].forEach((each) => void truncateSync(each, each === file ? 3_000 : 0)),
    ],
  ])('%s is refused before anything is touched', async (_what, damage) => {
    const { host, file } = await backedUp();
    using _ = host;
    damage(file);
    expect((await host.ops('restore', file, '--yes')).code).toBe(3);
    expect(host.calls()).toEqual([]);
  });

  test('another key, no confirmation, a partial archive and a missing file are refused', async () => {
    const { host, file } = await backedUp();
    using _ = host;
    execFileSync('age-keygen', ['-o', host.file('other.txt')], { stdio: 'pipe' });
    expect((await host.ops('restore', file, '--identity', host.file('other.txt'), '--yes')).code).toBe(3);
    expect((await host.ops('restore', file)).code).toBe(3);
    expect((await host.ops('restore', '/nowhere.tar', '--yes')).code).toBe(3);
    await host.ops('backup', '--schema');
    const schema = archives(host.backups).find((name) => name.includes('schema')) ?? '';
    expect((await host.ops('restore', join(host.backups, schema), '--yes')).code).toBe(3);
    expect(host.sql()).not.toContain('create database');
  });

  test('a failed rename opens the live database again and starts the services', async () => {
    const { host, file } = await backedUp();
    using _ = host;
    host.rule(
      'psql.*--dbname postgres',
      'all="$(cat)"; echo "$all" >>"$FAKE_DOCKER/sql"; [[ $all != *rename* ]] || exit 3; [[ $all != *datname* ]] || echo 1; [[ $all != *rolname* ]] || echo crm_app',
    );
    expect((await host.ops('restore', file, '--yes')).code).not.toBe(0);
    expect(host.sql()).toMatch(/allow_connections true\s*$/);
    expect(host.calls().at(-1)).toMatch(/up -d --wait gateway/);
  });

  test('a drill measures, drops its database and leaves the live one alone', async () => {
    const { host } = await backedUp();
    using _ = host;
    const ran = await host.ops('drill');
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('drill passed')]);
    expect(host.sql()).toMatch(/drop database if exists "crm_gtd_v1_drill_/);
    expect(host.sql()).not.toContain('rename');
    for (const name of ['last_success_timestamp', 'rto', 'rpo'])
      expect(host.metrics()).toMatch(new RegExp(`^restore_drill_${name}_seconds\\{kind="logical"\\} \\d+$`, 'm'));
  });

  test('a drill without a backup is refused', async () => {
    using host = await initialisedHost();
    expect((await host.ops('drill')).code).toBe(3);
  });
});

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
    ['breaks what users see after the switch', (host: Host) => host.rule('curl.*sign-in', "printf '\\n500'")],
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

describe('restart, logs, letters, database', () => {
  test('our services are restarted by a second copy, nginx by a tested reload, data servers only after a question', async () => {
    using host = await initialisedHost();
    expect((await host.ops('restart', 'crm')).code).toBe(0);
    expect(host.containers()).toContain('crm.2');
    expect((await host.ops('restart', 'nginx')).code).toBe(0);
    expect(host.calls().at(-1)).toContain('nginx -s reload');
    expect((await host.ops('restart', 'postgres')).code).toBe(3);
    expect((await host.run('ops', ['restart', 'postgres'], { input: 'postgres\n' })).code).toBe(0);
    expect((await host.ops('restart', 'nonsense')).code).toBe(2);
    host.rule('nginx -t', 'exit 1');
    host.forget();
    expect((await host.ops('restart', 'nginx')).code).toBe(1);
    expect(host.calls().some((call) => call.includes('reload'))).toBe(false);
  });

  test('logs of one trace come in order of time over all services', async () => {
    using host = await initialisedHost();
    host.rule(
      ' logs ',
      'printf \'2026-01-01T00:00:02Z {"trace_id":"abcdef0123456789","service":"crm"}\\n2026-01-01T00:00:01Z {"trace_id":"abcdef0123456789","service":"gateway"}\\n2026-01-01T00:00:00Z other\\n\'',
    );
    const { stdout } = await host.ops('logs', '--trace', 'abcdef0123456789');
    expect([...stdout.matchAll(/"service":"(\w+)"/g)].map(([, name]) => name)).toEqual(['gateway', 'crm']);
    expect((await host.ops('logs', '--trace', 'x; rm -rf /')).code).toBe(2);
    expect((await host.ops('logs', '--trace', 'ffffffffffffffff')).code).toBe(3);
    await host.ops('logs', 'crm', '--since', '10m');
    expect(host.calls().at(-1)).toMatch(/logs --no-color --since 10m --tail 200 crm$/);
  });

  test('dead letters are listed, shown, discarded after a question, and replayed; acts are in the log', async () => {
    using host = await initialisedHost();
    expect((await host.ops('dlq', 'list', '--service', 'gtd')).code).toBe(0);
    expect(host.calls().at(-1)).toMatch(/dead-letters\.ts list --service gtd$/);
    expect((await host.ops('dlq', 'show', 'abc')).code).toBe(2);
    expect((await host.ops('dlq', 'discard', '7')).code).toBe(3);
    expect((await host.ops('dlq', 'discard', '7', '--yes')).code).toBe(0);
    expect((await host.ops('replay', '7')).code).toBe(0);
    expect((await host.ops('replay', '--all', '--durable', 'gtd-followups-deal-won')).code).toBe(0);
    expect(host.calls().at(-1)).toMatch(/dead-letters\.ts replay-all --durable gtd-followups-deal-won$/);
    expect(host.journal()).toMatch(/dlq discard 7.*\n.*replay 7.*\n.*replay --all/);
    host.rule('dead-letters.ts replay 8', 'exit 1');
    expect((await host.ops('replay', '8')).code).toBe(1);
  });

  test('psql is for monitor unless asked for more, and the administrator is written down', async () => {
    using host = await initialisedHost();
    await host.ops('psql');
    expect(host.calls().at(-1)).toContain('--username monitor');
    await host.ops('psql', '--role', 'admin');
    expect(host.journal()).toContain('psql --role admin');
    expect((await host.ops('psql', '--role', 'root')).code).toBe(2);
    await host.ops('db-report');
    for (const part of ['pg_total_relation_size', 'pg_stat_activity', 'idx_scan', 'n_dead_tup', 'pg_blocking_pids'])
      expect(host.sql()).toContain(part);
  });
});

describe('configuration archive', () => {
  test('has no secret, and is restored only when every hash agrees', async () => {
    using host = await initialisedHost();
    const made = await host.run('backup-current-configs.sh', []);
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('written')]);
    const name = readdirSync(host.backups).find((each) => each.includes('config')) ?? '';
    const into = host.file('unpacked');
    expect((await host.ops('config-backup', '--restore', join(host.backups, name), '--into', into)).code).toBe(0);
    const text = execFileSync('tar', ['-xzOf', join(host.backups, name)], { encoding: 'utf8', maxBuffer: 64_000_000 });
    const secrets = [...readFileSync(host.envFile, 'utf8').matchAll(/^[A-Z_]*(?:PASSWORD|SECRET|PRIVATE_KEY_[A-Z]+)=(.+)$/gm)].map(
      ([, value = '']) => value,
    );
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(readFileSync(join(into, 'env-keys.txt'), 'utf8')).toMatch(/^JWT_SECRET secret$/m);
    expect(existsSync(join(into, 'deploy/compose/compose.yaml'))).toBe(true);
    expect((await host.ops('config-backup', '--restore', join(host.backups, name), '--into', into)).code).toBe(3);
    truncateSync(join(host.backups, name), 500);
    expect((await host.ops('config-backup', '--restore', join(host.backups, name), '--into', host.file('again'))).code).toBe(1);
  });
});

describe('the original names', () => {
  test('deploy.sh starts what does not run, and updates what does', async () => {
    using host = await initialisedHost();
    expect((await host.run('deploy.sh', ['production', '--to', '0.2.0'])).code).toBe(0);
    expect(host.containers()).toContain('gateway.2');
    using empty = await initialisedHost();
    empty.rule('ps --quiet gateway', '[[ -e $FAKE_DOCKER/up ]] && echo gateway.1; exit 0');
    empty.rule(' up --detach --wait$', 'touch "$FAKE_DOCKER/up"');
    expect((await empty.run('deploy.sh', ['production'])).code).toBe(0);
    expect(empty.calls().some((call) => call.includes('seed'))).toBe(false);
    empty.set('JWT_SECRET', 'changeme');
    expect((await empty.run('deploy.sh', ['production'])).code).toBe(3);
  });

  test('switching shows what it costs, asks, and keeps overlays of one’s own', async () => {
    using host = await initialisedHost();
    host.set('COMPOSE_FILE', 'compose.yaml:compose.tls.yaml');
    expect((await host.run('switch-to-development.sh', [])).code).toBe(3);
    const ran = await host.run('switch-to-development.sh', ['--yes']);
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringMatching(/11 containers, 17 % of one processor, 1100 MiB/)]);
    expect(readFileSync(host.envFile, 'utf8')).toMatch(/^COMPOSE_FILE=compose\.yaml:compose\.tls\.yaml:compose\.dev\.yaml$/m);
    expect((await host.run('switch-to-production.sh', ['--yes'])).code).toBe(0);
    expect(readFileSync(host.envFile, 'utf8')).toMatch(/^COMPOSE_FILE=compose\.yaml:compose\.tls\.yaml$/m);
  });

  test('deploy-versions.sh: two versions, a canary of the API, its end, promotion', async () => {
    using host = await initialisedHost();
    const versions = (...args: string[]) => host.run('deploy-versions.sh', args);
    expect((await versions('v2')).code).toBe(3);
    host.set('CRM_GTD_V2_VERSION', '0.2.0');
    expect((await versions('both')).code).toBe(0);
    expect(readFileSync(host.envFile, 'utf8')).toMatch(/compose\.v2\.yaml/);
    expect((await versions('canary', '150')).code).toBe(2);
    expect((await versions('canary', '20', '--to', '0.2.0')).code).toBe(0);
    const shares =
      host
        .calls()
        .filter((call) => call.includes('pin gateway'))
        .at(-1)
        ?.match(/172\S+/g) ?? [];
    const [fresh] = shares;
    expect([shares.length, shares.filter((each) => each === fresh).length]).toEqual([10, 2]);
    expect((await versions('canary', '0')).code).toBe(0);
    expect(host.containers()).not.toContain('gateway.2');
    expect((await versions('promote', '--yes')).code).toBe(0);
    expect(readFileSync(host.envFile, 'utf8')).toMatch(/^CRM_GTD_VERSION=0\.2\.0$/m);
    expect(readFileSync(host.envFile, 'utf8')).not.toMatch(/compose\.v2\.yaml/);
    expect((await versions('stop')).code).toBe(3);
    expect((await versions('nginx')).code).toBe(0);
    for (const act of ['status', 'logs-v1', 'logs-v2', 'v1']) expect([act, (await versions(act)).code]).toEqual([act, 0]);
    expect((await versions('v3')).code).toBe(2);
  });

  test('monitor-performance.sh has six groups and an exit code', async () => {
    using host = await initialisedHost();
    const fine = await host.run('monitor-performance.sh', []);
    expect([fine.code, fine.stdout.match(/^== \d/gm)?.length]).toEqual([0, 6]);
    host.health('crm.1', 'unhealthy');
    expect((await host.run('monitor-performance.sh', [])).code).toBe(1);
  });

  test('quick-start.sh and system-optimization.sh change nothing unless told to', async () => {
    using host = await fakeHost();
    const started = await host.run('quick-start.sh', ['--domain', 'crm.test', '--email', 'a@crm.test']);
    expect([started.code, started.stderr]).toEqual([0, expect.stringContaining('Nothing was changed')]);
    for (const part of ['ufw allow 443/tcp', 'unattended-upgrades', 'after.rules', 'init --domain crm.test'])
      expect(started.stderr).toContain(part);
    expect(existsSync(host.envFile)).toBe(false);
    expect([0, 1]).toContain((await host.run('system-optimization.sh', [])).code);
  });
});
