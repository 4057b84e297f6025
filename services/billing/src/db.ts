import { createTenantDb, type TenantDb, type TenantDbOptions, type Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import type { DB } from './generated/db-types.ts';

export type BillingDb = TenantDb<DB>;
export type BillingTx = Tx<DB>;

export const createBillingDb = (options: TenantDbOptions): BillingDb => createTenantDb<DB>(options);
