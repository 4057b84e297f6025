import { createTenantDb, type TenantDb, type TenantDbOptions, type Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import type { DB } from './generated/db-types.ts';

export type GtdDb = TenantDb<DB>;
export type GtdTx = Tx<DB>;

export const createGtdDb = (options: TenantDbOptions): GtdDb => createTenantDb<DB>(options);
