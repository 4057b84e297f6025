import { newId } from '@crm-gtd/shared/ids.ts';
import { serviceScope } from '@crm-gtd/shared/service/scope.ts';
import { sql } from 'kysely';
import type { CrmDb, CrmTx } from '../db.ts';

type Old = Readonly<{ organizationId: string; id: string }>;

export type OldFilesStore = Readonly<{
  /** At most a hundred at a time; answers how many went. */
  deleteFiles(before: Date): Promise<number>;
  deleteUploads(before: Date): Promise<number>;
}>;

export function oldFilesStore(db: CrmDb): OldFilesStore {
  const removed = async (old: readonly Old[], remove: (tx: CrmTx, one: Old) => Promise<unknown>): Promise<number> => {
    for (const one of old) await db.withTenant(jobScope(one.organizationId), (tx) => tx.lastly(() => remove(tx, one)));
    return old.length;
  };
  const asked = (find: (tx: CrmTx) => Promise<readonly Old[]>): Promise<readonly Old[]> =>
    db.withoutTenant((tx) => tx.lastly(() => find(tx)));
  return {
    deleteFiles: async (before) =>
      removed(
        await asked(async (tx) => (await sql<Old>`select organization_id, id from old_import_files(${before})`.execute(tx.kysely)).rows),
        (tx, { organizationId, id }) =>
          tx.kysely.deleteFrom('importFiles').where('organizationId', '=', organizationId).where('importId', '=', id).execute(),
      ),
    deleteUploads: async (before) =>
      removed(
        await asked(async (tx) => (await sql<Old>`select organization_id, id from old_import_uploads(${before})`.execute(tx.kysely)).rows),
        (tx, { organizationId, id }) =>
          tx.kysely.deleteFrom('importChunks').where('organizationId', '=', organizationId).where('uploadId', '=', id).execute(),
      ),
  };
}

function jobScope(organizationId: string) {
  const id = newId();
  return serviceScope({ service: 'crm', organizationId, correlationId: id, causationId: id });
}
