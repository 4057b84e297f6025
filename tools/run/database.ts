import { runMigrations } from '../../shared/database/migrate.ts';
import { provisionDatabase } from '../../shared/database/roles.ts';
import { roleUrl, serviceNames } from '../../shared/database/urls.ts';
import { rolePasswords, type Secrets } from './secrets.ts';
import type { ServerUrls } from './service-table.ts';

export async function provision({ postgresAdminUrl, database }: ServerUrls, secrets: Secrets): Promise<void> {
  await provisionDatabase({ adminUrl: postgresAdminUrl, database, services: serviceNames, passwords: rolePasswords(secrets) });
}

/** Two at a time: Prisma's command line is a heavy process, and a small machine has two cores. */
export async function migrate({ postgresAdminUrl, database }: ServerUrls, secrets: Secrets, say: (line: string) => void): Promise<number> {
  const waiting = [...serviceNames];
  let changed = 0;
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      say(name);
      if (await runMigrations(name, roleUrl(postgresAdminUrl, database, name, 'owner', rolePasswords(secrets)))) changed += 1;
    }
  };
  await Promise.all([work(), work()]);
  return changed;
}
