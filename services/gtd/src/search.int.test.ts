import { readFileSync } from 'node:fs';
import { captureInboxItem, clarifyInboxItem, listInboxItems } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { createTask, listContexts, listProjects, listTasks, updateTask } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { listWaitingFors, openWaitingFor } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { withConnection } from '@crm-gtd/shared/database/admin-connection.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from './generated/db-types.ts';
import { gtdService } from './service.ts';

let gtd: TestService<DB>;
beforeAll(async () => {
  gtd = await startTestService(gtdService);
});
afterAll(async () => gtd[Symbol.asyncDispose]());

const someone = (): Scope => gtd.scope({ organizationId: newId(), actorId: newId() });
const titles = ({ items }: Readonly<{ items: readonly { title: string }[] }>): string[] => items.map(({ title }) => title);

const everywhere = async (q: string, scope: Scope) => ({
  tasks: titles(await gtd.call(listTasks, { q }, scope)),
  inbox: titles(await gtd.call(listInboxItems, { q }, scope)),
  waiting: titles(await gtd.call(listWaitingFors, { q }, scope)),
  projects: titles(await gtd.call(listProjects, { q }, scope)),
});
const nothing = { tasks: [], inbox: [], waiting: [], projects: [] };

test('U17: actions, thoughts, what is waited for and projects are found by the beginnings of their words', async () => {
  const me = someone();
  const task = await gtd.call(createTask, { title: 'Żaneta: oferta na łóżka' }, me);
  await gtd.call(createTask, { title: 'Coś innego' }, me);
  await gtd.call(captureInboxItem, { title: 'Zapytać Żanetę o łóżka' }, me);
  await gtd.call(openWaitingFor, { title: 'Łóżka: odpowiedź' }, me);
  const item = await gtd.call(captureInboxItem, { title: 'Wymiana łóżek' }, me);
  await gtd.call(clarifyInboxItem, { inboxItemId: item.id, decision: 'project', nextActionTitle: 'Pomierzyć' }, me);
  expect(await everywhere('loz', me)).toEqual({
    tasks: ['Żaneta: oferta na łóżka'],
    inbox: ['Zapytać Żanetę o łóżka'],
    waiting: ['Łóżka: odpowiedź'],
    projects: ['Wymiana łóżek'],
  });
  await gtd.call(updateTask, { taskId: task.id, title: 'Bez niej' }, me);
  expect((await everywhere('zanet loz', me)).tasks).toEqual([]);
  expect(await everywhere('loz', someone())).toEqual(nothing);
  expect(await everywhere('loz', { ...me, actorId: newId() })).toEqual({ ...nothing, projects: ['Wymiana łóżek'] });
});

test('U33: actions come by the day they are first wanted on, promised or planned, those without any last', async () => {
  const me = someone();
  await gtd.call(createTask, { title: 'none' }, me);
  const moved = await gtd.call(createTask, { title: 'third', dueDate: '2026-12-24' }, me);
  await gtd.call(createTask, { title: 'second', scheduledOn: '2026-12-02', dueDate: '2026-12-09' }, me);
  await gtd.call(createTask, { title: 'first', dueDate: '2026-12-01' }, me);
  const sorted = async () => {
    const first = await gtd.call(listTasks, { sort: 'day', limit: 2 }, me);
    const rest = await gtd.call(listTasks, { sort: 'day', limit: 50, cursor: first.nextCursor ?? '' }, me);
    return [...titles(first), ...titles(rest)];
  };
  expect(await sorted()).toEqual(['first', 'second', 'third', 'none']);
  await gtd.call(updateTask, { taskId: moved.id, dueDate: '2026-11-30' }, me);
  expect(await sorted()).toEqual(['third', 'first', 'second', 'none']);
});

test('U17, U28, U33: rows of the release before get their words, their day and their key when the migration comes', async () => {
  const earlier = await startTestService(gtdService);
  try {
    const scope = earlier.scope();
    const own = [scope.organizationId, scope.actorId];
    for (const table of ['tasks', 'projects', 'inbox_items', 'waiting_fors', 'contexts'])
      await earlier.ownerSql(`alter table ${table} disable trigger user`);
    await earlier.ownerSql(
      `insert into tasks (organization_id, id, title, list, status, due_date, scheduled_on, assignee_id, origin, created_at, updated_at, version)
       values ($1, gen_random_uuid(), 'Stara sprawa', 'next', 'open', '2026-12-09', '2026-12-02', $2, 'manual', now(), now(), 1),
              ($1, gen_random_uuid(), 'Starsza', 'next', 'open', '2026-12-01', null, $2, 'manual', now(), now(), 1)`,
      own,
    );
    await earlier.ownerSql(
      `insert into projects (organization_id, id, title, status, created_by, created_at, version)
       values ($1, gen_random_uuid(), 'Stary projekt', 'active', $2, now(), 1)`,
      own,
    );
    await earlier.ownerSql(
      `insert into contexts (organization_id, id, name, icon, position, created_at)
       values ($1, gen_random_uuid(), '@telefon', 'phone', 0, now()), ($1, gen_random_uuid(), '@telefon służbowy', 'phone', 1, now())`,
      own.slice(0, 1),
    );
    await earlier.ownerSql('drop trigger tasks_day on tasks; drop trigger contexts_name_key on contexts');
    await earlier.ownerSql(
      'drop trigger tasks_search on tasks; drop trigger projects_search on projects; drop trigger inbox_items_search on inbox_items; drop trigger waiting_fors_search on waiting_fors',
    );
    await earlier.ownerSql('drop function set_task_day; drop function forget_name_key');
    await earlier.ownerSql('alter table tasks drop column day_on; alter table contexts drop column name_key');
    const migration = readFileSync(new URL('../prisma/migrations/0061_words_days_and_keys/migration.sql', import.meta.url), 'utf8');
    await withConnection(earlier.database.ownerUrl, (owner) => owner.query(`set search_path = gtd; ${migration}`));
    const all = { ...scope, locale: 'en' as const };
    expect(titles(await earlier.call(listTasks, { q: 'star', sort: 'day' }, all))).toEqual(['Starsza', 'Stara sprawa']);
    expect(titles(await earlier.call(listProjects, { q: 'star' }, all))).toEqual(['Stary projekt']);
    expect((await earlier.call(listContexts, {}, all)).items.map(({ name }) => name)).toEqual(['@calls', '@telefon służbowy']);
    expect(await earlier.ownerSql("select from pg_policies where policyname = 'backfill'")).toEqual([]);
  } finally {
    await earlier[Symbol.asyncDispose]();
  }
});
