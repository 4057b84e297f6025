import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { serviceNames } from '../../shared/database/urls.ts';
import { makeSecrets } from '../../tools/run/secrets.ts';

export type TestEnvironment = Readonly<Record<string, string>>;

/** What `ops init` writes into deploy/compose/.env, for a stack that lives as long as a test. */
export function testEnvironment(over: TestEnvironment = {}): TestEnvironment {
  const secrets = makeSecrets();
  const upper = serviceNames.map((name) => [name, name.toUpperCase()] as const);
  const publicKeys = Object.entries(secrets.actorKeys).map(([service, key]) => [service, key.publicKey]);
  return {
    CRM_GTD_VERSION: '0.1.0',
    PUBLIC_URL: 'https://localhost',
    DOMAIN: 'localhost',
    ACME_EMAIL: 'operator@example.test',
    POSTGRES_PASSWORD: password(),
    ...Object.fromEntries(
      upper.flatMap(([, name]) => ['APP', 'RELAY', 'OWNER'].map((kind) => [`DB_${name}_${kind}_PASSWORD`, password()])),
    ),
    DB_BACKUP_PASSWORD: password(),
    DB_MONITOR_PASSWORD: password(),
    REDIS_PASSWORD: password(),
    REDIS_MONITOR_PASSWORD: password(),
    ...Object.fromEntries(upper.map(([, name]) => [`NATS_${name}_PASSWORD`, password()])),
    NATS_OPS_PASSWORD: password(),
    NATS_SYS_PASSWORD: password(),
    JWT_SECRET: secrets.jwtSecret,
    JWT_REFRESH_SECRET: secrets.jwtRefreshSecret,
    ADDRESS_HASH_SECRET: password(),
    ...Object.fromEntries(upper.map(([service, name]) => [`ACTOR_PRIVATE_KEY_${name}`, secrets.actorKeys[service]?.privateKey ?? ''])),
    ACTOR_PUBLIC_KEYS: JSON.stringify(Object.fromEntries(publicKeys)),
    BACKUP_AGE_RECIPIENT: '',
    GRAFANA_ADMIN_PASSWORD: password(),
    ...over,
  };
}

/** Single quotes: Compose must not look for variables inside a value. */
export function writeEnvironment(file: string, environment: TestEnvironment): void {
  const lines = Object.entries(environment).map(([name, value]) => `${name}='${value}'`);
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
}

function password(): string {
  return randomBytes(24).toString('base64url');
}
