import { serviceNames } from '../../shared/database/urls.ts';
import { cloneTemplate } from '../../shared/testing/database-template.ts';
import { provision } from './database.ts';
import { rolePasswords, type Secrets } from './secrets.ts';
import type { ServerUrls } from './service-table.ts';

/** For tests and measurements: a copy of a migrated template. Six services' migrations by Prisma's command line would be most of a start. */
export async function newProductDatabase(servers: ServerUrls, secrets: Secrets): Promise<void> {
  const template = { adminUrl: servers.postgresAdminUrl, services: serviceNames, passwords: rolePasswords(secrets) };
  await cloneTemplate(template, servers.database);
  await provision(servers, secrets);
}
