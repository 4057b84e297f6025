/**
 * npm run migration -- <service> <name>
 * Writes the next migration of a service: the difference between its migrations and its schema.prisma, found on a
 * database server that lives only as long as this command. Add SQL that Prisma does not know by hand afterwards.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrationsOf } from '../shared/database/migrate.ts';
import { migrationsFolder, prisma } from '../shared/database/prisma-cli.ts';
import { provisionDatabase } from '../shared/database/roles.ts';
import { rowSecuritySql, tenantTablesIn } from '../shared/database/row-security.ts';
import { urlFor } from '../shared/database/urls.ts';
import { freePort } from '../shared/local-servers/ports.ts';
import { removePostgresData, startPostgres } from '../shared/local-servers/postgres.ts';
import { generateTypes } from './generate-db-types.ts';

const [service, name] = process.argv.slice(2);
if (service === undefined || name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Usage: npm run migration -- <service> <name_in_snake_case>');
  process.exit(2);
}
await generateTypes(service);
const sql = await difference(service);
if (sql === '') {
  console.log(`${service}: schema.prisma and the migrations agree, nothing to write.`);
} else {
  const number = String(Number.parseInt(migrationsOf(service).at(-1)?.name ?? '0', 10) + 1).padStart(4, '0');
  const folder = join(migrationsFolder(service), `${number}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), sql + rowSecurity(service, sql));
  console.log(`${folder}/migration.sql`);
}

function rowSecurity(ofService: string, created: string): string {
  return tenantTablesIn(created)
    .map((table) => `\n-- RowSecurity\n${rowSecuritySql(ofService, table)}`)
    .join('');
}

async function difference(ofService: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-shadow-'));
  const dataDir = join(folder, 'postgres');
  mkdirSync(migrationsFolder(ofService), { recursive: true });
  try {
    await using server = await startPostgres({ dataDir, logFile: join(folder, 'postgres.log'), port: await freePort(), throwaway: true });
    await provisionDatabase({ adminUrl: server.url, database: 'shadow', services: [ofService], passwords: (role) => role });
    const toSchema = ['--from-migrations', 'prisma/migrations', '--to-schema-datamodel', 'prisma/schema.prisma', '--script'];
    const found = await prisma(ofService, ['migrate', 'diff', ...toSchema], {
      MIGRATE_DATABASE_URL: urlFor(server.url, { database: 'shadow' }),
    });
    return /^(CREATE|ALTER|DROP)/m.test(found) ? withoutSchema(found) : '';
  } finally {
    removePostgresData(dataDir);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Provisioning makes the schema; its owner may not. */
function withoutSchema(sql: string): string {
  return sql.replace(/^-- CreateSchema\nCREATE SCHEMA .*\n\n/m, '');
}
