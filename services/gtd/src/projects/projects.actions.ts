import { getProject, listProjects } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { ProjectsStore } from './projects.store.ts';

export const projectsActions = (store: ProjectsStore): ActionEntry[] => [
  handle(listProjects, (input, { scope }) => store.list(scope, input)),
  handle(getProject, ({ projectId }, { scope }) => store.get(scope, projectId)),
];
