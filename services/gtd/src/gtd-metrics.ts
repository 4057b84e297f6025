import { inboxItemClarified } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { taskCompleted } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { countCommitted } from '@crm-gtd/shared/messaging/committed.ts';
import { counter, gauge, histogram } from '@crm-gtd/shared/telemetry/metrics.ts';
import type { GtdFigures } from './figures.store.ts';

const processed = counter('gtd_inbox_processed_total');
const completed = counter('gtd_tasks_completed_total');
const age = histogram('gtd_inbox_age_seconds');
const inboxOpen = gauge('gtd_inbox_items_open');
const overdue = gauge('gtd_overdue_tasks');

/** Each counts when it is committed. */
export const countGtd = (): void => {
  countCommitted(inboxItemClarified, ({ decision }) => processed.inc({ decision }));
  countCommitted(taskCompleted, () => completed.inc());
};

export const observeInboxAge = (item: Readonly<{ capturedAt: string; clarifiedAt: string | null }>): void => {
  if (item.clarifiedAt) age.observe(Math.max(0, Date.parse(item.clarifiedAt) - Date.parse(item.capturedAt)) / 1_000);
};

export const showFigures = (figures: GtdFigures): void => {
  inboxOpen.set(figures.inboxOpen);
  overdue.set(figures.tasksOverdue);
};
