import { createTenantDb, type TenantDb, type TenantDbOptions, type Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import type { DB } from './generated/db-types.ts';

export type GatewayDb = TenantDb<DB>;
export type GatewayTx = Tx<DB>;

export const createGatewayDb = (options: TenantDbOptions): GatewayDb => createTenantDb<DB>(options);
