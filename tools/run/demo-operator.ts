import { systemClock } from '../../shared/clock.ts';
import { createTenantDb } from '../../shared/database/tenant-db.ts';
import { roleUrl } from '../../shared/database/urls.ts';
import { grantAtFirst } from '../operate/operators.ts';
import { apiClient } from '../seed/api.client.ts';
import { demoLogin } from '../seed/login.ts';
import { rolePasswords, type Secrets } from './secrets.ts';
import type { ServerUrls } from './service-table.ts';

/** Whoever starts the product on his own machine runs it: the demo's owner sees the system page, unless that was taken from him. */
export async function makeDemoOperator(apiUrl: string, { postgresAdminUrl, database }: ServerUrls, secrets: Secrets): Promise<void> {
  const { user } = await apiClient(apiUrl).post<{ user: { id: string } }>('/auth/login', demoLogin);
  await grantOperator({ postgresAdminUrl, database }, secrets, 'npm start', user.id);
}

export async function grantOperator(
  { postgresAdminUrl, database }: Pick<ServerUrls, 'postgresAdminUrl' | 'database'>,
  secrets: Secrets,
  by: string,
  userId: string,
): Promise<void> {
  const url = roleUrl(postgresAdminUrl, database, 'gateway', 'app', rolePasswords(secrets));
  const db = createTenantDb<unknown>({ url, schema: 'gateway', applicationName: 'start', maxConnections: 1 });
  try {
    await grantAtFirst({ db, by, now: systemClock.now(), say: () => undefined }, userId);
  } finally {
    await db.close();
  }
}
