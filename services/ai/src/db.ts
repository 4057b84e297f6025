import { createTenantDb, type TenantDb, type TenantDbOptions, type Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import type { DB } from './generated/db-types.ts';

export type AiDb = TenantDb<DB>;
export type AiTx = Tx<DB>;

export const createAiDb = (options: TenantDbOptions): AiDb => createTenantDb<DB>(options);
