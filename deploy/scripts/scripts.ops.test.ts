import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fakeHost, initialisedHost, scripts } from './testing/fake-host.ts';

const commands =
  'init doctor verify status update rollback restart backup restore drill config-backup psql db-report logs dlq replay operator user'.split(
    ' ',
  );
const originals = readdirSync(scripts).filter((name) => name.endsWith('.sh'));

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
    expect([ran.code, ran.stderr]).toEqual([0, expect.stringMatching(/11 containers, 1[67] % of one processor, 1100 MiB/)]);
    expect(readFileSync(host.envFile, 'utf8')).toMatch(/^COMPOSE_FILE=compose\.yaml:compose\.tls\.yaml:compose\.dev\.yaml$/m);
    expect((await host.run('switch-to-production.sh', ['--yes'])).code).toBe(0);
    expect(readFileSync(host.envFile, 'utf8')).toMatch(/^COMPOSE_FILE=compose\.yaml:compose\.tls\.yaml$/m);
  });

  test('switching closes the network of the databases for production and opens it for development', async () => {
    using host = await initialisedHost();
    const networkBefore = async (script: string, internal: boolean): Promise<readonly string[]> => {
      host.rule('^network inspect .*fake_data$', `printf ${internal}`);
      host.forget();
      expect((await host.run(script, ['--yes'])).code).toBe(0);
      return host.calls().flatMap((call) => / (up|down) /.exec(call)?.[1] ?? []);
    };
    expect(await networkBefore('switch-to-development.sh', true)).toEqual(['down', 'up']);
    expect(await networkBefore('switch-to-production.sh', false)).toEqual(['down', 'up']);
    expect(await networkBefore('switch-to-production.sh', true)).toEqual(['up']);
    expect(host.calls().some((call) => call.includes('--volumes'))).toBe(false);
  });

  test('deploy-versions.sh: two versions, a canary of the API, its end, promotion', async () => {
    using host = await initialisedHost();
    const versions = (...args: string[]) => host.run('deploy-versions.sh', args);
    expect((await versions('v2')).code).toBe(3);
    host.set('CRM_GTD_V2_VERSION', '0.2.0');
    expect((await versions('both')).code).toBe(0);
    expect(readFileSync(host.envFile, 'utf8')).toMatch(/^COMPOSE_FILE=.*v2/m);
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
    expect(readFileSync(host.envFile, 'utf8')).not.toMatch(/^COMPOSE_FILE=.*v2/m);
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
    for (const part of ['ufw allow 443/tcp', 'unattended-upgrades', 'after.rules', 'init --domain crm.test', 'crm-gtd-backup.timer'])
      expect(started.stderr).toContain(part);
    expect(existsSync(host.envFile)).toBe(false);
    expect([0, 1]).toContain((await host.run('system-optimization.sh', [])).code);
  });
});
