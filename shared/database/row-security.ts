import { roleName } from './urls.ts';

/** `''` and not NULL is what a session reads after its first transaction with a tenant; the sub-select makes it one read per query, not per row. */
const isOwnRow = "organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)";

/** What every table with organization_id needs before its first row. FORCE binds the table's owner too. */
export const rowSecuritySql = (service: string, table: string): string =>
  `ALTER TABLE "${table}" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "${table}" FORCE ROW LEVEL SECURITY;
CREATE POLICY "tenant" ON "${table}" TO "${roleName(service, 'app')}"
  USING (${isOwnRow})
  WITH CHECK (${isOwnRow});
`;

/** The tables a migration creates that hold tenants' rows, in order. */
export function tenantTablesIn(sql: string): string[] {
  const created = sql.matchAll(/^CREATE TABLE "(?<table>[^"]+)" \((?<columns>[\s\S]*?)^\);/gm);
  return [...created].filter(({ groups }) => groups?.columns?.includes('"organization_id"')).map(({ groups }) => groups?.table ?? '');
}
