import { createHash } from 'node:crypto';
import type pg from 'pg';
import { underLock, withConnection } from '../database/admin-connection.ts';
import { migrationsOf } from '../database/migrate.ts';
import { closeDatabase, provisionDatabase } from '../database/roles.ts';
import { roleUrl, urlFor } from '../database/urls.ts';
import { applyMigrations } from './apply-migrations.ts';

export type TemplateOptions = Readonly<{
  adminUrl: string;
  /** Whose schemas the database has. */
  services: readonly string[];
  passwords: (role: string) => string;
}>;

/** Makes a migrated database of this name. The first of a run fills a template, the others cost a copy of its files. */
export async function cloneTemplate(options: TemplateOptions, database: string): Promise<void> {
  const { adminUrl, services } = options;
  const template = `template_${services.length === 1 ? services[0] : 'product'}_${hashOfMigrations(services)}`;
  await withConnection(adminUrl, async (admin) => {
    await underLock(admin, template, async () => {
      const { rowCount } = await admin.query('select from pg_database where datname = $1', [template]);
      if (rowCount === 0) await makeTemplate(admin, options, template);
    });
    await admin.query(`create database "${database}" template "${template}"`);
    await withConnection(urlFor(adminUrl, { database }), (client) => closeDatabase(client, database, services));
  });
}

/** Built under another name, so that a run that dies halfway leaves no template that looks finished. */
async function makeTemplate(admin: pg.Client, { adminUrl, services, passwords }: TemplateOptions, template: string): Promise<void> {
  const building = `${template}_building`;
  await admin.query(`drop database if exists "${building}" with (force)`);
  await provisionDatabase({ adminUrl, database: building, services, passwords, connectionLimit: () => -1 });
  for (const service of services) await applyMigrations(service, roleUrl(adminUrl, building, service, 'owner', passwords));
  await admin.query(`alter database "${building}" rename to "${template}"`);
}

const hashOfMigrations = (services: readonly string[]): string =>
  createHash('sha256')
    .update(services.flatMap((service) => migrationsOf(service).map(({ name, checksum }) => service + name + checksum)).join())
    .digest('hex')
    .slice(0, 16);
