import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { initialisedHost } from './testing/fake-host.ts';

const archives = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.tar'))
        .sort()
    : [];

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
    // Names are by the second: the second backup may follow within the same one.
    const [first = ''] = archives(host.backups);
    renameSync(join(host.backups, first), join(host.backups, first.replace(/T\d{6}Z/, 'T000000Z')));
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
      'unlink',
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
