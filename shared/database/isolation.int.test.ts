import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { newId } from '../ids.ts';
import { type Scope, serviceScope } from '../service/scope.ts';
import { cloneTemplate } from '../testing/database-template.ts';
import { testRolePassword } from '../testing/role-password.ts';
import { schemaOf } from '../testing/schema-of.ts';
import { testStack } from '../testing/test-stack.ts';
import { withConnection } from './admin-connection.ts';
import { runMigrations } from './migrate.ts';
import { policyExceptions } from './policy-exceptions.ts';
import { prisma } from './prisma-cli.ts';
import { provisionDatabase } from './roles.ts';
import { createTenantDb, type TenantDb, type Tx } from './tenant-db.ts';
import { type RoleKind, roleName, roleUrl, serviceNames, urlFor } from './urls.ts';

type DB = { searchToken: { organizationId: string; kind: string; token: string; entityId: string } };

const database = `test_isolation_${process.pid}`;
const password = (): string => testRolePassword;
const { postgresAdminUrl } = testStack();
const adminUrl = urlFor(postgresAdminUrl, { database });
const url = (service: string, kind: RoleKind): string => roleUrl(postgresAdminUrl, database, service, kind, password);
const provision = () =>
  provisionDatabase({ adminUrl: postgresAdminUrl, database, services: serviceNames, passwords: password, connectionLimit: () => -1 });
const asking = <R extends object>(as: string, text: string, values: readonly unknown[] = []): Promise<R[]> =>
  withConnection(as, async (client) => (await client.query<R>(text, [...values])).rows);

let admin: pg.Pool;
let db: TenantDb<DB>;

beforeAll(async () => {
  await provision();
  for (const service of serviceNames) await runMigrations(service, url(service, 'owner'));
  admin = new pg.Pool({ connectionString: adminUrl, max: 1 });
  db = createTenantDb<DB>({ url: url('crm', 'app'), schema: 'crm', applicationName: 'crm-test', maxConnections: 2 });
});

afterAll(async () => {
  await Promise.all([db.close(), admin.end()]);
  await asking(postgresAdminUrl, `drop database "${database}" with (force)`);
});

const scopeOf = (organizationId: string): Scope =>
  serviceScope({ service: 'crm', organizationId, correlationId: newId(), causationId: newId() });
const add = (tx: Tx<DB>, organizationId: string) =>
  tx.kysely.insertInto('searchToken').values({ organizationId, kind: 'thing', token: 'x', entityId: newId() }).execute();
const seen = (tx: Tx<DB>) => tx.kysely.selectFrom('searchToken').select('organizationId').execute();

test('a template for tests is what prisma migrate deploy makes of the same migrations', async () => {
  const cloned = `${database}_cloned`;
  await cloneTemplate({ adminUrl: postgresAdminUrl, services: serviceNames, passwords: password }, cloned);
  const clonedUrl = urlFor(postgresAdminUrl, { database: cloned });
  const [made, wanted] = [await schemaOf(clonedUrl, serviceNames), await schemaOf(adminUrl, serviceNames)];
  expect(wanted.length).toBeGreaterThan(serviceNames.length * 50);
  expect(made).toEqual(wanted);
  for (const service of serviceNames) {
    const applied = `select checksum, migration_name, logs, rolled_back_at, applied_steps_count, finished_at > started_at as finished from "${service}"._prisma_migrations order by started_at`;
    expect(await asking(clonedUrl, applied)).toEqual(await asking(adminUrl, applied));
    expect(await runMigrations(service, urlFor(url(service, 'owner'), { database: cloned }))).toBe(false);
  }
  await asking(postgresAdminUrl, `drop database "${cloned}" with (force)`);
});

describe('tenants', () => {
  test('400 units of two tenants on two connections, some of them failing, leak nothing', async () => {
    const scopes = [scopeOf(newId()), scopeOf(newId())] as const;
    const foreign: string[] = [];
    const unit = (i: number) => {
      const scope = scopes[i % 2] as Scope;
      return db.withTenant(scope, async (tx) => {
        const [, rows] = await Promise.all([add(tx, scope.organizationId), seen(tx)]);
        foreign.push(...rows.map((row) => row.organizationId).filter((id) => id !== scope.organizationId));
        if (i % 5 === 0) throw new Error('on purpose');
      });
    };
    const ended = await Promise.allSettled(Array.from({ length: 400 }, (_, i) => unit(i)));
    expect(foreign).toEqual([]);
    expect(ended.filter(({ status }) => status === 'rejected')).toHaveLength(80);
    expect(await db.withTenant(scopes[0], seen)).toHaveLength(160);
    expect(await db.withTenant(scopes[1], seen)).toHaveLength(160);
  });

  test('without an organization nothing is read and nothing written, also on a connection that had one', async () => {
    const scope = scopeOf(newId());
    for (let i = 0; i < 3; i += 1) await db.withTenant(scope, (tx) => add(tx, scope.organizationId));
    expect(await db.withoutTenant(seen)).toEqual([]);
    await expect(db.withoutTenant((tx) => add(tx, scope.organizationId))).rejects.toMatchObject({ code: '42501' });
    expect(await asking(url('crm', 'app'), 'select from search_token')).toEqual([]);
  });

  test('no row can be written for another organization, nor moved there', async () => {
    const [mine, other] = [scopeOf(newId()), newId()];
    await expect(db.withTenant(mine, (tx) => add(tx, other))).rejects.toMatchObject({ code: '42501' });
    await db.withTenant(mine, (tx) => add(tx, mine.organizationId));
    const moved = db.withTenant(mine, (tx) => tx.kysely.updateTable('searchToken').set({ organizationId: other }).execute());
    await expect(moved).rejects.toMatchObject({ code: '42501' });
  });

  test('a unit refuses an organization that is no id', async () => {
    await expect(db.withTenant(scopeOf("'; select 1; --"), seen)).rejects.toThrow('organization');
  });
});

describe('every table of every service', () => {
  type Policy = { name: string; role: string; using: string; check: string; command: string };
  type Table = { table: string; enabled: boolean; forced: boolean; owner: string; policies: Policy[] };
  const tenantTables = (): Promise<Table[]> =>
    asking(
      adminUrl,
      `select n.nspname || '.' || c.relname as table, c.relrowsecurity as enabled, c.relforcerowsecurity as forced, pg_get_userbyid(c.relowner) as owner,
         coalesce((select jsonb_agg(jsonb_build_object('name', p.polname, 'command', p.polcmd,
           'role', (select string_agg(case r when 0 then 'public' else r::regrole::text end, ',') from unnest(p.polroles) r),
           'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)))
           from pg_policy p where p.polrelid = c.oid), '[]') as policies
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and n.nspname = any($1)
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped)`,
      [serviceNames],
    );

  const rule = `(organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))`;

  test('that has organization_id is under forced row-level security by one rule for its app role', async () => {
    const tables = await tenantTables();
    expect(tables.length).toBeGreaterThanOrEqual(serviceNames.length * 4);
    const faults = tables.filter(({ table, enabled, forced, owner, policies }) => {
      const service = table.split('.')[0] as string;
      const tenant = policies.find(({ name }) => name === 'tenant');
      const ruled = tenant?.role === roleName(service, 'app') && tenant.using === rule && tenant.check === rule && tenant.command === '*';
      return !(enabled && forced && ruled && owner === roleName(service, 'owner'));
    });
    expect(faults).toEqual([]);
  });

  test('has no other policy but those declared with their reason, and none of them lets a service write', async () => {
    const others = (await tenantTables()).flatMap(({ table, policies }) =>
      policies.filter(({ name }) => name !== 'tenant').map((policy) => ({ ...policy, key: `${table}.${policy.name}` })),
    );
    expect(others.map(({ key }) => key).sort()).toEqual(Object.keys(policyExceptions).sort());
    expect(others.filter(({ role, command }) => !role.endsWith('_relay') && !['r', 'd'].includes(command))).toEqual([]);
    expect(others.filter(({ role, using }) => role.endsWith('_app') && using === 'true')).toEqual([]);
  });

  test('and every unique key of such a table leads with the organization, or is made of ids alone', async () => {
    const keys = await asking<{ index: string; columns: string[] }>(
      adminUrl,
      `select n.nspname || '.' || i.indexrelid::regclass as index,
         array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k(num, pos) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num order by k.pos) as columns
       from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
       where i.indisunique and n.nspname = any($1)
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped)`,
      [serviceNames],
    );
    const ids = (columns: readonly string[]): boolean => columns.every((name) => name === 'id' || name.endsWith('_id') || name === 'seq');
    expect(keys.filter(({ columns }) => !columns.includes('organization_id') && !ids(columns))).toEqual([]);
  });

  test.each(serviceNames)('is what the Prisma schema of %s says', async (service) => {
    const args = ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema-datamodel', 'prisma/schema.prisma', '--script'];
    expect(await prisma(service, args, { MIGRATE_DATABASE_URL: adminUrl })).toContain('This is an empty migration');
  });
});

describe('roles', () => {
  test('are plain: no right over the server, the database or their own schema', async () => {
    const rights = `select rolname from pg_roles where rolname = any($1)
      and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or has_database_privilege(rolname, current_database(), 'CREATE, TEMP'))`;
    const roles = serviceNames.flatMap((service) => (['owner', 'app', 'relay'] as const).map((kind) => roleName(service, kind)));
    expect(await asking(adminUrl, rights, [roles])).toEqual([]);
    for (const kind of ['app', 'relay'] as const)
      await expect(asking(url('gtd', kind), 'create table gtd.mine ()')).rejects.toMatchObject({ code: '42501' });
  });

  test.each([
    ['gtd', 'app'],
    ['gtd', 'owner'],
    ['gtd', 'relay'],
  ] as const)('%s_%s cannot read another service', async (service, kind) => {
    await expect(asking(url(service, kind), 'select from crm.search_token')).rejects.toMatchObject({ code: '42501' });
    await expect(asking(url(service, kind), 'select from crm._prisma_migrations')).rejects.toMatchObject({ code: '42501' });
  });

  test.each([
    'select from msg_outbox',
    'update msg_outbox set attempts = 1',
    'delete from msg_outbox',
    'truncate msg_outbox',
    'delete from _prisma_migrations',
  ])('the app role may not: %s', (text) => expect(asking(url('crm', 'app'), text)).rejects.toMatchObject({ code: '42501' }));

  test('the relay reads and marks the outbox rows of all tenants and reaches no other table', async () => {
    for (const organizationId of [newId(), newId()]) {
      await db.withTenant(scopeOf(organizationId), (tx) =>
        tx.sql(
          `insert into msg_outbox (id, organization_id, aggregate_type, aggregate_id, sequence, type, version, subject, envelope)
           values ($1, $2, 'deal', $1, 1, 'crm.deal.won', 1, 'evt', '{}')`,
          [newId(), organizationId],
        ),
      );
    }
    expect(await asking(url('crm', 'relay'), 'update msg_outbox set published_at = now() returning seq')).toHaveLength(2);
    for (const table of ['msg_inbox', 'msg_sequence', 'search_token']) {
      await expect(asking(url('crm', 'relay'), `select from ${table}`)).rejects.toMatchObject({ code: '42501' });
    }
  });

  test('can be provisioned again, by several at once, with nothing changed', async () => {
    await Promise.all([provision(), provision(), provision()]);
    expect(await runMigrations('crm', url('crm', 'owner'))).toBe(false);
    await db.ping();
  });
});
