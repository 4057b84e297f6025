import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames } from '../../shared/database/urls.ts';

export type Secrets = Readonly<{
  postgresPassword: string;
  /** One source for the passwords of all database roles; none of them is it. */
  rolePassword: string;
  /** Roles belong to a whole server: tests that share one give all roles the same password, which is `rolePassword` itself. */
  oneForAllRoles: boolean;
  /** By user of the broker: the services and `ops`. */
  brokerPasswords: Readonly<Record<string, string>>;
  redisPassword: string;
  jwtSecret: string;
  jwtRefreshSecret: string;
  /** Every service signs with its own key and knows the public keys of all: none can mint a user or pass for another. */
  actorKeys: Readonly<Record<string, ActorKey>>;
}>;

type ActorKey = Readonly<{ privateKey: string; publicKey: string }>;

/** Made once per data folder. They must live as long as the data: the database's passwords are inside it. */
export function loadSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json');
  const stored = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {};
  // A folder of an earlier version lacks what came since.
  const secrets = { ...makeSecrets(), ...stored };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  return secrets;
}

/** A service's process is told its own passwords alone, and from one of them no other can be worked out. */
export function rolePasswords({ rolePassword, oneForAllRoles }: Secrets): (role: string) => string {
  return (role) => (oneForAllRoles ? rolePassword : createHmac('sha256', rolePassword).update(role).digest('base64url'));
}

export function makeSecrets(): Secrets {
  return {
    postgresPassword: random(),
    rolePassword: random(),
    oneForAllRoles: false,
    // A letter first: the broker's configuration must not take a password for a number.
    brokerPasswords: Object.fromEntries([...serviceNames, 'ops'].map((user) => [user, `p${random()}`])),
    redisPassword: random(),
    jwtSecret: random(),
    jwtRefreshSecret: random(),
    actorKeys: Object.fromEntries(serviceNames.map((name) => [name, actorKey()])),
  };
}

function actorKey(): ActorKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: base64(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    publicKey: base64(publicKey.export({ type: 'spki', format: 'pem' })),
  };
}

function base64(text: string | Buffer): string {
  return Buffer.from(text).toString('base64');
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
