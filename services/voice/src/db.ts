import { createTenantDb, type TenantDb, type TenantDbOptions, type Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import type { DB } from './generated/db-types.ts';

export type VoiceDb = TenantDb<DB>;
export type VoiceTx = Tx<DB>;

export const createVoiceDb = (options: TenantDbOptions): VoiceDb => createTenantDb<DB>(options);
