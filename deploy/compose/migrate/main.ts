import { withConnection } from '@crm-gtd/shared/database/admin-connection.ts';
import { type Migration, migrationsOf, runMigrations } from '@crm-gtd/shared/database/migrate.ts';
import { provisionOperators } from '@crm-gtd/shared/database/operator-roles.ts';
import { provisionDatabase } from '@crm-gtd/shared/database/roles.ts';
import { roleUrl, serviceNames } from '@crm-gtd/shared/database/urls.ts';
import { type MigrateSettings, readMigrateSettings } from './config.ts';
import { contractingStatements } from './expand-only.ts';

/** Roles, schemas and migrations of every service, then the end. Repeatable; two at once wait for each other. */
async function main(): Promise<void> {
  const settings = readMigrateSettings();
  const { adminUrl, database, password } = settings;
  await provisionDatabase({ adminUrl, database, services: serviceNames, passwords: password });
  await provisionOperators({ adminUrl, database, passwords: password });
  say('roles.ready');
  for (const service of serviceNames) await refuseContracting(service, settings);
  // Two at a time: Prisma's command line is a heavy process.
  const waiting = [...serviceNames];
  const work = async (): Promise<void> => {
    for (let service = waiting.shift(); service !== undefined; service = waiting.shift()) {
      const applied = await runMigrations(service, roleUrl(adminUrl, database, service, 'owner', password));
      say(applied ? 'migrations.applied' : 'migrations.present', { service });
    }
  };
  await Promise.all([work(), work()]);
}

/** An update runs the old release beside the new one, so nothing the old one reads may go yet. A new database has no old release. */
async function refuseContracting(service: string, { adminUrl, database, password, allowContracting }: MigrateSettings): Promise<void> {
  const pending = await pendingMigrations(service, roleUrl(adminUrl, database, service, 'owner', password));
  const taken = pending.flatMap(({ name, sql }) => contractingStatements(sql).map((statement) => `${service} ${name}: ${statement}`));
  if (taken.length === 0 || allowContracting) return;
  throw new Error(
    `These migrations take away what the running release may use; set ALLOW_CONTRACTING_MIGRATIONS=true once no old copy runs:\n${taken.join('\n')}`,
  );
}

async function pendingMigrations(service: string, ownerUrl: string): Promise<readonly Migration[]> {
  return withConnection(ownerUrl, async (client) => {
    const table = `"${service}"._prisma_migrations`;
    const { rows: found } = await client.query<{ exists: boolean }>('select to_regclass($1) is not null as exists', [table]);
    if (found[0]?.exists !== true) return [];
    const { rows } = await client.query<{ name: string }>(`select migration_name as name from ${table} where rolled_back_at is null`);
    const applied = new Set(rows.map(({ name }) => name));
    return applied.size === 0 ? [] : migrationsOf(service).filter(({ name }) => !applied.has(name));
  });
}

function say(event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  console.log(JSON.stringify({ level: 'info', service: 'migrate', event, ...fields }));
}

try {
  await main();
} catch (error) {
  console.error(JSON.stringify({ level: 'error', service: 'migrate', event: 'migrate.failed', message: String(error) }));
  process.exitCode = 1;
}
