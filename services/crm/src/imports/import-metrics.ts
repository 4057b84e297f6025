import { counter } from '@crm-gtd/shared/telemetry/metrics.ts';
import type { Outcome } from './batch-plan.ts';

const outcomes: readonly Outcome[] = ['created', 'updated', 'skipped', 'failed'];
const rows = counter('crm_import_rows_total');

type Counts = Readonly<Record<Outcome, number>>;

export const countRows = (before: Counts, after: Counts): void => {
  for (const outcome of outcomes) rows.inc({ outcome }, after[outcome] - before[outcome]);
};
