import { spawn, spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { findProgram } from '../../shared/local-servers/find-program.ts';

export type ServerName = 'postgres' | 'nats' | 'redis';

const SERVERS: Record<ServerName, { title: string; program: string; debian: string; brew: string }> = {
  postgres: { title: 'PostgreSQL 15 or newer', program: 'initdb', debian: 'postgresql', brew: 'postgresql@17' },
  nats: { title: 'NATS server 2.9.4 or newer', program: 'nats-server', debian: 'nats-server', brew: 'nats-server' },
  redis: { title: 'Redis 6 or newer', program: 'redis-server', debian: 'redis-server', brew: 'redis' },
};

/** How the wanted servers can be had on this machine. */
export type Provision = Readonly<{ kind: 'installed' }> | Readonly<{ kind: 'docker'; missing: readonly ServerName[] }>;

export function missingServers(wanted: readonly ServerName[]): ServerName[] {
  return wanted.filter((name) => findProgram(SERVERS[name].program) === undefined);
}

/** Installs what is missing where we may, else falls back to Docker, else says exactly what a person has to do. */
export async function provideServers(
  wanted: readonly ServerName[],
  say: (line: string) => void,
  allow: { docker: boolean } = { docker: true },
): Promise<Provision> {
  const missing = missingServers(wanted);
  if (missing.length === 0) return { kind: 'installed' };
  if (process.getuid?.() === 0 && findProgram('apt-get') !== undefined) {
    await installWithApt(
      missing.map((name) => SERVERS[name].debian),
      say,
    );
    const still = missingServers(wanted);
    if (still.length === 0) return { kind: 'installed' };
    throw new Error(instructions(still));
  }
  if (allow.docker && dockerAnswers()) return { kind: 'docker', missing };
  throw new Error(instructions(missing));
}

export function instructions(missing: readonly ServerName[]): string {
  const list = (field: 'title' | 'debian' | 'brew', separator: string): string =>
    missing.map((name) => SERVERS[name][field]).join(separator);
  return [
    `Not found on this machine: ${list('title', ', ')}.`,
    'Do one of these and start again:',
    `  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install -y ${list('debian', ' ')}`,
    `  macOS:           brew install ${list('brew', ' ')}`,
    '  Docker:          start it (docker info must answer); containers are then used',
    '  Your own:        set DATABASE_URL (an administrator), NATS_URL (with JetStream), REDIS_URL',
  ].join('\n');
}

const POLICY = '/usr/sbin/policy-rc.d';

/** Debian starts a packaged server at once, on its standard port. We need the programs only, so their start is denied for the while. */
export async function installWithApt(packages: readonly string[], say: (line: string) => void): Promise<void> {
  const ownPolicy = !existsSync(POLICY);
  if (ownPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await apt(['update'], say);
    await apt(['install', '-y', '--no-install-recommends', ...packages], say);
  } finally {
    if (ownPolicy) rmSync(POLICY, { force: true });
  }
}

async function apt(args: readonly string[], say: (line: string) => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const child = spawn('apt-get', [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
  });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    say(output.trimEnd().split('\n').at(-1) ?? '');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.once('error', () => resolve(127));
  child.once('close', (code) => resolve(code ?? 1));
  const code = await promise;
  if (code !== 0) throw new Error(`apt-get ${args[0]} failed (${code}):\n${output.split('\n').slice(-15).join('\n')}`);
}

export function dockerAnswers(): boolean {
  return spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 10_000 }).status === 0;
}
