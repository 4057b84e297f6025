import pg from 'pg';
import { underLock, withConnection } from './admin-connection.ts';
import { urlFor } from './urls.ts';

export type OperatorOptions = Readonly<{ adminUrl: string; database: string; passwords: (role: 'backup' | 'monitor') => string }>;

const quote = pg.escapeIdentifier;

/**
 * The two roles of people and programs that look after the database. `backup` reads everything: a dump of tables with forced row
 * security needs BYPASSRLS, and the role can change nothing. `monitor` reads the server's statistics and no row of any table.
 */
export async function provisionOperators({ adminUrl, database, passwords }: OperatorOptions): Promise<void> {
  await withConnection(urlFor(adminUrl, { database }), (admin) =>
    underLock(admin, 'provision', async () => {
      await ensureRole(admin, 'backup', `bypassrls connection limit 5 password ${pg.escapeLiteral(passwords('backup'))}`);
      await ensureRole(admin, 'monitor', `connection limit 5 password ${pg.escapeLiteral(passwords('monitor'))}`);
      await admin.query(`
        grant connect on database ${quote(database)} to backup, monitor;
        grant pg_read_all_data to backup;
        grant pg_monitor to monitor;
        alter role backup set default_transaction_read_only = on;
        alter role monitor set default_transaction_read_only = on;
        alter role monitor set statement_timeout = '10s'`);
    }),
  );
}

async function ensureRole(admin: pg.Client, role: string, attributes: string): Promise<void> {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [role]);
  await admin.query(`${rowCount === 0 ? 'create' : 'alter'} role ${quote(role)} login ${attributes}`);
}
