import { counter } from '@crm-gtd/shared/telemetry/metrics.ts';
import type { Outcome } from './batch-plan.ts';

const outcomes: readonly Outcome[] = ['created', 'updated', 'skipped', 'failed'];
const rows = counter({ name: 'crm_import_rows_total', help: 'Rows of imported files.', labels: ['outcome'] });
for (const outcome of outcomes) rows.inc({ outcome }, 0);

type Counts = Readonly<Record<Outcome, number>>;

export const countRows = (before: Counts, after: Counts): void => {
  for (const outcome of outcomes) rows.inc({ outcome }, after[outcome] - before[outcome]);
};
