import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from 'nats';
import { answers, freePort } from '../../shared/local-servers/ports.ts';
import { commandLine } from '../../shared/local-servers/server-process.ts';
import { testStack } from '../../shared/testing/test-stack.ts';
import { portsFrom, type Settings } from './config.ts';
import { loadSecrets, makeSecrets, rolePasswords, type Secrets } from './secrets.ts';
import { type Servers, startServers } from './servers.ts';
import { serviceSpecs } from './service-table.ts';

let dataDir: string;
let secrets: Secrets;
let servers: Servers;
let settings: Settings;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'crm-gtd-start-'));
  mkdirSync(join(dataDir, 'logs'));
  // As a folder of an earlier version: no passwords for broker and Redis.
  const { brokerPasswords: _broker, redisPassword: _redis, ...earlier } = makeSecrets();
  writeFileSync(join(dataDir, 'secrets.json'), JSON.stringify(earlier));
  secrets = loadSecrets(dataDir);
  const names = Object.keys(portsFrom((_name, standard) => standard));
  const free = await Promise.all(names.map(() => freePort()));
  const ports = portsFrom((name) => free[names.indexOf(name)] as number);
  settings = { dataDir, ports, dev: false, given: { databaseUrl: testStack().postgresAdminUrl }, database: 'unused' };
  servers = await startServers({ settings, secrets, provision: { kind: 'installed' }, onRestart: () => undefined });
});
afterAll(async () => {
  await servers?.[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('F5: the servers of npm start', () => {
  test('let nobody in without a password', async () => {
    await expect(connect({ servers: `127.0.0.1:${settings.ports.nats}`, maxReconnectAttempts: 0 })).rejects.toThrow(/Authorization/i);
    expect(await answers(settings.ports.redis, 'KEYS *\r\n', '-NOAUTH')).toBe(true);
    expect(await answers(settings.ports.redis, `AUTH ${secrets.redisPassword}\r\nPING\r\n`, '+PONG')).toBe(true);
  });

  test('let a service say and hear what is its own, and nothing else', async () => {
    const refused: string[] = [];
    const { host, username: user, password: pass } = new URL(servers.natsUrlOf?.('voice') ?? '');
    const voice = await connect({ servers: host, user, pass, maxReconnectAttempts: 0 });
    const watched = (async () => {
      for await (const { type, data } of voice.status()) {
        if (type === 'error' && String(data).includes('PERMISSIONS')) refused.push(String(data));
        if (refused.length === 2) return;
      }
    })();
    voice.subscribe('evt.>', { callback: () => undefined });
    voice.publish('evt.billing.x.subscription.activated', 'forged');
    await watched;
    expect(refused).toHaveLength(2);
    await voice.close();
  });

  test('give their passwords to nobody who reads the list of processes', () => {
    for (const [server, password] of [
      ['redis', secrets.redisPassword],
      ['nats', secrets.brokerPasswords['gateway'] ?? ''],
    ] as const) {
      const { pid } = JSON.parse(readFileSync(join(dataDir, `${server}.pid`), 'utf8')) as { pid: number };
      expect([server, commandLine(pid).includes(server), commandLine(pid).includes(password)]).toEqual([server, true, false]);
    }
    expect(statSync(join(dataDir, 'redis', 'redis.conf')).mode & 0o077).toBe(0);
  });
});

test('F19: every process is told its own passwords alone', () => {
  const specs = serviceSpecs({ ports: settings.ports, servers, secrets, dev: false });
  const password = rolePasswords(secrets);
  const all = specs.flatMap(({ name }) => [
    ...(['app', 'relay', 'owner'] as const).map((kind) => ({ of: name, kind, secret: password(`${name}_${kind}`) })),
    { of: name, kind: 'broker', secret: secrets.brokerPasswords[name] ?? '' },
    { of: name, kind: 'key', secret: secrets.actorKeys[name]?.privateKey ?? '' },
  ]);
  expect(new Set(all.map(({ secret }) => secret)).size).toBe(all.length);
  for (const { name, env } of specs) {
    const told = JSON.stringify(env);
    const known = all.filter(({ secret }) => told.includes(secret)).map(({ of, kind }) => `${of} ${kind}`);
    expect([name, known.sort()]).toEqual([name, ['app', 'relay', 'broker', 'key'].map((kind) => `${name} ${kind}`).sort()]);
    for (const secret of [secrets.rolePassword, secrets.postgresPassword, secrets.brokerPasswords['ops'] ?? '']) {
      expect(told).not.toContain(secret);
    }
  }
});
