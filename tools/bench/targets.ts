import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { roleUrl } from '../../shared/database/urls.ts';
import { ROOT } from '../run/config.ts';
import { rolePasswords } from '../run/secrets.ts';
import { serviceSpec } from '../run/service-table.ts';
import type { BaselineKind, BaselineSettings } from './baseline-settings.ts';
import { endChild, reply, startChild } from './bench-child.ts';
import { benchEnv, type World } from './bench-world.ts';
import type { Groups } from './cpu.ts';
import { generateClient } from './monolith-client.ts';
import type { MonolithSettings } from './monolith-settings.ts';

/** Something that answers the requests of the load, and the processes that work for it. */
export type Target = Readonly<{
  name: string;
  url: string;
  groups: Groups;
  /** Resolves when what was written has had its effects. */
  effects: () => Promise<void>;
}>;
type Started = AsyncDisposable & Target;

export const targetOf = (name: string, { product, groups, effects }: World): Target => ({ name, url: product.url, groups, effects });

const gatewayEnv = ({ product: { ports, servers, secrets } }: World): Readonly<Record<string, string>> => ({
  ...serviceSpec('gateway', { ports, servers, secrets, dev: false }).env,
  ...benchEnv,
});

const crmUrl = ({ product: { servers, secrets } }: World): string =>
  roleUrl(servers.postgresAdminUrl, servers.database, 'crm', 'app', rolePasswords(secrets));

export async function startBaseline(kind: BaselineKind, world: World): Promise<Started> {
  const env = { ...gatewayEnv(world), OTEL_SERVICE_NAME: `bench-${kind}` };
  const telemetry = kind === 'edge' ? ['--import', join(ROOT, 'shared/telemetry/register.ts')] : [];
  const child = startChild('baseline.ts', { env, execArgv: telemetry, output: 'ignore' });
  return started(kind, child, world, { kind, env, crmDatabaseUrl: crmUrl(world) } satisfies BaselineSettings);
}

export async function startMonolith(world: World): Promise<Started> {
  const clientFile = await generateClient();
  const jwtSecret = gatewayEnv(world)['JWT_SECRET'];
  if (jwtSecret === undefined) throw new Error('The gateway is not told JWT_SECRET');
  const settings: MonolithSettings = { clientFile, databaseUrl: crmUrl(world), jwtSecret, maxConnections: 10 };
  return started('monolith', startChild('monolith.ts'), world, settings);
}

async function started(name: string, child: ChildProcess, { groups, effects }: World, settings: object): Promise<Started> {
  const { url } = await reply<{ url: string }>(child, settings);
  return { name, url, groups: { ...groups, baseline: [child.pid ?? 0] }, effects, [Symbol.asyncDispose]: () => endChild(child) };
}
