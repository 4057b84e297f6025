import pg from 'pg';
import { underLock, withConnection } from './admin-connection.ts';
import { type RoleKind, roleName, urlFor } from './urls.ts';

export type ProvisionOptions = Readonly<{
  /** Of a role that may create databases and roles; a superuser is not needed. */
  adminUrl: string;
  database: string;
  services: readonly string[];
  passwords: (role: string) => string;
  /** Connections a role may hold over all databases of the server; -1 lifts the limit (many test databases share the roles). */
  connectionLimit?: (kind: RoleKind) => number;
}>;

const kinds: readonly RoleKind[] = ['owner', 'app', 'relay'];

/** An app role serves five replicas of ten connections; owner and relay use one or two per replica. */
const defaultLimits: Record<RoleKind, number> = { owner: 6, app: 50, relay: 10 };

const quote = pg.escapeIdentifier;

/**
 * Makes the database, and for each service its schema and three roles: `<svc>_owner` (migrations), `<svc>_app` (the service)
 * and `<svc>_relay` (reads the outbox of all tenants and touches nothing else). Repeatable, and safe beside other runs.
 */
export async function provisionDatabase(options: ProvisionOptions): Promise<void> {
  await withConnection(options.adminUrl, (admin) =>
    underLock(admin, 'provision', async () => {
      for (const service of options.services) for (const kind of kinds) await ensureRole(admin, options, service, kind);
      const { rowCount } = await admin.query('select from pg_database where datname = $1', [options.database]);
      if (rowCount === 0) await admin.query(`create database ${quote(options.database)}`);
      await withConnection(urlFor(options.adminUrl, { database: options.database }), (client) => provisionInside(client, options));
    }),
  );
}

async function ensureRole(admin: pg.Client, options: ProvisionOptions, service: string, kind: RoleKind): Promise<void> {
  const role = roleName(service, kind);
  const limit = options.connectionLimit?.(kind) ?? defaultLimits[kind];
  const login = `login connection limit ${limit} password ${pg.escapeLiteral(options.passwords(role))}`;
  const { rows } = await admin.query<{ tooStrong: boolean }>(
    'select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as "tooStrong" from pg_roles where rolname = $1',
    [role],
  );
  if (rows[0]?.tooStrong === true) throw new Error(`Role ${role} may do more than a service must: drop it or take its rights away`);
  await admin.query(rows[0] === undefined ? `create role ${quote(role)} noinherit ${login}` : `alter role ${quote(role)} ${login}`);
  await admin.query(`alter role ${quote(role)} set search_path = ${quote(service)}, extensions`);
  // Without membership an administrator who is no superuser cannot hand the schema over. From PostgreSQL 16 on, whoever makes a
  // role is its member at once, but may not yet act for it.
  await admin.query(
    `do $$ begin
       if not pg_has_role(current_user, ${pg.escapeLiteral(role)}, case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end)
       then grant ${quote(role)} to current_user; end if;
     end $$`,
  );
}

async function provisionInside(client: pg.Client, options: ProvisionOptions): Promise<void> {
  await closeDatabase(client, options.database, options.services);
  await client.query('create schema if not exists extensions');
  await addTrigrams(client);
  for (const service of options.services) await provisionSchema(client, service);
}

/** Nobody but the services' roles may even connect; a cloned database needs this again, since CREATE DATABASE copies no grants of its own. */
export async function closeDatabase(client: pg.Client, database: string, services: readonly string[]): Promise<void> {
  const roles = services.flatMap((service) => kinds.map((kind) => quote(roleName(service, kind)))).join(', ');
  await client.query(`revoke all on database ${quote(database)} from public; grant connect on database ${quote(database)} to ${roles}`);
  await client.query('revoke all on schema public from public');
}

/** Substring search by index where the server ships pg_trgm; without it the same queries scan the tenant's rows. */
async function addTrigrams(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query("select from pg_available_extensions where name = 'pg_trgm'");
  if (rowCount !== 0) await client.query('create extension if not exists pg_trgm schema extensions');
}

async function provisionSchema(client: pg.Client, service: string): Promise<void> {
  const [schema, owner, app, relay] = [service, ...kinds.map((kind) => roleName(service, kind))].map(quote) as [
    string,
    string,
    string,
    string,
  ];
  await client.query(`
    create schema if not exists ${schema} authorization ${owner};
    grant usage on schema ${schema} to ${app}, ${relay};
    grant usage on schema extensions to ${owner}, ${app}, ${relay};
    alter default privileges for role ${owner} in schema ${schema} grant select, insert, update, delete on tables to ${app};
    alter default privileges for role ${owner} in schema ${schema} grant usage, select on sequences to ${app}`);
}
