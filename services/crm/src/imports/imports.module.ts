import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import type { Logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { CrmDb } from '../db.ts';
import { batchesStore } from './batches.store.ts';
import { importWorkStore } from './import-work.store.ts';
import { importWorkers } from './import-worker.ts';
import { importsActions } from './imports.actions.ts';
import { importsStore } from './imports.store.ts';
import { oldFilesJob } from './old-files.job.ts';
import { oldFilesStore } from './old-files.store.ts';
import { planAccess } from './plan-access.ts';
import { rowReportsActions } from './row-reports.actions.ts';
import { rowReportsStore } from './row-reports.store.ts';
import { undoStore } from './undo.store.ts';

export type ImportsModuleParts = Readonly<{ db: CrmDb; clock: Clock; call: Call; logger: Logger }>;

export function importsModule({ db, clock, call, logger }: ImportsModuleParts): ServiceParts {
  const store = importsStore(db);
  const { jobs, wake } = importWorkers({
    imports: store,
    work: importWorkStore(db),
    batches: batchesStore(db),
    undo: undoStore(db),
    access: planAccess(call, clock, (code, { organizationId }) =>
      logger.warn('import.plan_unknown', { code, organization_id: organizationId }),
    ),
    clock,
    logger,
  });
  return {
    actions: [...importsActions({ store, clock, wake }), ...rowReportsActions({ store, reports: rowReportsStore(db) })],
    consumers: [],
    jobs: [...jobs, oldFilesJob(oldFilesStore(db), clock)],
  };
}
