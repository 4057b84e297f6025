import { type RoleKind, serviceNames } from '@crm-gtd/shared/database/urls.ts';

export type MigrateSettings = Readonly<{
  adminUrl: string;
  database: string;
  /** Of `crm_app`, `backup` and so on. */
  password: (role: string) => string;
  allowContracting: boolean;
}>;

const kinds: readonly RoleKind[] = ['owner', 'app', 'relay'];

/** Role `crm_app` has its password in DB_CRM_APP_PASSWORD. */
const variableOf = (role: string): string => `DB_${role.toUpperCase()}_PASSWORD`;

const roles = [...serviceNames.flatMap((service) => kinds.map((kind) => `${service}_${kind}`)), 'backup', 'monitor'];

/** All that is missing is told at once, and never a value. */
export function readMigrateSettings(env: Readonly<Record<string, string | undefined>> = process.env): MigrateSettings {
  const missing = ['POSTGRES_ADMIN_URL', ...roles.map(variableOf)].filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`Configuration: ${missing.join(', ')} missing`);
  return {
    adminUrl: env['POSTGRES_ADMIN_URL'] ?? '',
    database: env['DATABASE_NAME'] || 'crm_gtd_v1',
    password: (role) => env[variableOf(role)] ?? '',
    allowContracting: env['ALLOW_CONTRACTING_MIGRATIONS'] === 'true',
  };
}
