import { addDays, type Clock } from '@crm-gtd/shared/clock.ts';
import type { Job } from '@crm-gtd/shared/service/define-service.ts';
import type { OldFilesStore } from './old-files.store.ts';

const keepDays = 30;

/**
 * The customer's file is needed for its run and for the list of rows that failed; after a month it is only a copy of people's data
 * that nobody asked to keep. What the import did, and its undo, stay.
 */
export const oldFilesJob = ({ deleteFiles, deleteUploads }: OldFilesStore, clock: Clock): Job => ({
  name: 'crm-import-file-cleanup',
  everyMs: 3_600_000,
  run: async (signal) => {
    const before = addDays(clock.now(), -keepDays);
    for (const remove of [deleteFiles, deleteUploads]) {
      while (!signal.aborted && (await remove(before)) > 0);
    }
  },
});
