import { captureInboxItem, clarifyInboxItem } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { completeTask, createTask } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { metricValue } from '@crm-gtd/shared/testing/metric-value.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { gtdFigures } from './figures.store.ts';
import type { DB } from './generated/db-types.ts';
import { gtdService } from './service.ts';
import { fakeCrm } from './testing/crm.fake.ts';

let gtd: TestService<DB>;
beforeAll(async () => {
  gtd = await startTestService(gtdService, { remotes: fakeCrm });
});
afterAll(() => gtd[Symbol.asyncDispose]());

test('decisions and done tasks are counted with their commit', async () => {
  const { id } = await gtd.call(captureInboxItem, { title: 'Kosz' });
  await gtd.call(clarifyInboxItem, { inboxItemId: id, decision: 'trash' });
  expect(await metricValue('gtd_inbox_processed_total', { decision: 'trash' })).toBe(1);
  expect(await metricValue('gtd_inbox_processed_total', { decision: 'project' })).toBe(0);
  expect(await metricValue('gtd_inbox_age_seconds_count')).toBe(1);
  const task = await gtd.call(createTask, { title: 'Zrobić' });
  await gtd.call(completeTask, { taskId: task.id });
  expect(await metricValue('gtd_tasks_completed_total')).toBe(1);
});

test('open items and overdue tasks are counted over all organizations', async () => {
  const [one, other] = [gtd.scope({ organizationId: newId() }), gtd.scope({ organizationId: newId() })];
  const before = await gtdFigures(gtd.db, '2026-11-22');
  await gtd.call(captureInboxItem, { title: 'a' }, one);
  await gtd.call(captureInboxItem, { title: 'b' }, other);
  await gtd.call(createTask, { title: 'late', dueDate: '2026-11-21' }, one);
  await gtd.call(createTask, { title: 'today', dueDate: '2026-11-22' }, one);
  await gtd.call(createTask, { title: 'late too', dueDate: '2020-01-01' }, other);
  expect(await gtdFigures(gtd.db, '2026-11-22')).toEqual({ inboxOpen: before.inboxOpen + 2, tasksOverdue: before.tasksOverdue + 2 });
});
