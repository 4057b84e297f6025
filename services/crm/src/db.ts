import { createTenantDb, type TenantDb, type TenantDbOptions, type Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import type { DB } from './generated/db-types.ts';

export type CrmDb = TenantDb<DB>;
export type CrmTx = Tx<DB>;

export const createCrmDb = (options: TenantDbOptions): CrmDb => createTenantDb<DB>(options);
