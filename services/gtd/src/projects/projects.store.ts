import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { listProjects, Project } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { foundBy } from '@crm-gtd/shared/database/search.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { GtdDb, GtdTx } from '../db.ts';
import type { Project as ProjectRow } from '../generated/db-types.ts';
import type { ProjectState } from './project.ts';

export type ProjectsStore = Readonly<{
  list(scope: Scope, query: InputOf<typeof listProjects>): Promise<Page<Project>>;
  get(scope: Scope, id: string): Promise<Project>;
}>;

export const projectsStore = (db: GtdDb): ProjectsStore => ({
  list: (scope, query) => db.withTenant(scope, (tx) => tx.lastly(() => listPage(tx, query))),
  get: (scope, id) => db.withTenant(scope, (tx) => tx.lastly(() => getLive(tx, id))),
});

/** The counts come with the rows, from the index on (organization_id, project_id, status): one statement however many projects. */
const liveProjects = (tx: GtdTx) =>
  tx.kysely
    .selectFrom('projects')
    .select(['projects.id', 'projects.title', 'projects.status', 'projects.createdAt', 'projects.version'])
    .select((eb) =>
      eb
        .selectFrom('tasks')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('tasks.organizationId', '=', 'projects.organizationId')
        .whereRef('tasks.projectId', '=', 'projects.id')
        .where('tasks.status', '=', 'open')
        .as('openTasks'),
    )
    .where('projects.status', '!=', 'deleted');

type Row = Pick<Selectable<ProjectRow>, 'id' | 'title' | 'status' | 'createdAt' | 'version'> & { openTasks: number | null };

const projectOf = ({ id, title, status, createdAt, version, openTasks }: Row): Project => ({
  id,
  title,
  status: status as Project['status'],
  openTasks: openTasks ?? 0,
  createdAt: createdAt.toISOString(),
  version,
});

async function getLive(tx: GtdTx, id: string): Promise<Project> {
  const row = await liveProjects(tx).where('projects.id', '=', id).executeTakeFirst();
  if (row === undefined) throw new AppError('GTD_PROJECT_NOT_FOUND');
  return projectOf(row);
}

async function listPage(tx: GtdTx, query: InputOf<typeof listProjects>): Promise<Page<Project>> {
  const list = listQuery(query, {
    filters: {},
    sorts: { createdAt: { column: 'projects.createdAt', type: 'timestamptz' } },
    defaultSort: '-createdAt',
    idColumn: 'projects.id',
  });
  const found = foundBy(query.q, 'project', 'projects.id');
  const rows = await liveProjects(tx)
    .$if(found !== undefined, (q) => q.where(found ?? sql<SqlBool>`true`))
    .$call(list.apply)
    .execute();
  return list.page(rows, projectOf);
}

const stateOf = ({ organizationId: _, createdAt, status, ...row }: Selectable<ProjectRow>): ProjectState => ({
  ...row,
  status: status as ProjectState['status'],
  createdAt: createdAt.toISOString(),
});

export async function insertProject(tx: GtdTx, project: ProjectState): Promise<void> {
  await tx.kysely
    .insertInto('projects')
    .values({ ...project, organizationId: tx.scope.organizationId })
    .execute();
}

export async function saveProject(tx: GtdTx, { id, ...columns }: ProjectState): Promise<void> {
  await tx.kysely.updateTable('projects').set(columns).where('id', '=', id).execute();
}

export async function lockProjectOf(tx: GtdTx, inboxItemId: string): Promise<ProjectState | undefined> {
  const row = await tx.kysely
    .selectFrom('projects')
    .selectAll()
    .where('inboxItemId', '=', inboxItemId)
    .where('status', '!=', 'deleted')
    .forUpdate()
    .executeTakeFirst();
  return row && stateOf(row);
}
