import { captureInboxItem, clarifyInboxItem } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { completeTask, createTask, getProject, listProjects, listTasks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { gtdService } from '../service.ts';

let gtd: TestService<DB>;
beforeAll(async () => {
  gtd = await startTestService(gtdService);
});
afterAll(async () => gtd[Symbol.asyncDispose]());

async function project(title: string): Promise<string> {
  const { id: inboxItemId } = await gtd.call(captureInboxItem, { title });
  const { resultId } = await gtd.call(clarifyInboxItem, { inboxItemId, decision: 'project', nextActionTitle: `First step of ${title}` });
  return resultId ?? '';
}

test('projects come newest first, page by page, with the number of their open tasks', async () => {
  const ids: string[] = [];
  for (const title of ['one', 'two', 'three']) ids.unshift(await project(title));
  await gtd.call(createTask, { title: 'Second step', projectId: ids[0] });
  const [first] = (await gtd.call(listTasks, { projectId: ids[1] })).items;
  await gtd.call(completeTask, { taskId: first?.id ?? '' });

  const page = await gtd.call(listProjects, { limit: 2 });
  const rest = await gtd.call(listProjects, { limit: 2, cursor: page.nextCursor ?? '' });
  expect([...page.items, ...rest.items].map(({ id, openTasks }) => [id, openTasks])).toEqual([
    [ids[0], 2],
    [ids[1], 0],
    [ids[2], 1],
  ]);
  expect(rest.nextCursor).toBeNull();
});

test('another organization sees none of them and cannot put tasks into one', async () => {
  const projectId = await project('ours');
  const stranger = gtd.scope({ organizationId: newId() });
  expect(await gtd.call(getProject, { projectId })).toMatchObject({ title: 'ours', openTasks: 1 });
  await expect(gtd.call(getProject, { projectId }, stranger)).rejects.toMatchObject({ code: 'GTD_PROJECT_NOT_FOUND' });
  expect((await gtd.call(listProjects, {}, stranger)).items).toEqual([]);
  await expect(gtd.call(createTask, { title: 'x', projectId }, stranger)).rejects.toMatchObject({ code: 'GTD_PROJECT_NOT_FOUND' });
});
