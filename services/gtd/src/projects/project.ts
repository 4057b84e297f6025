import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { type Project, projectCreated, projectDeleted } from '@crm-gtd/shared/contracts/gtd/tasks.ts';

export type ProjectState = Readonly<Omit<Project, 'openTasks'> & { createdBy: string; inboxItemId: string | null }>;
export type ProjectBirth = Readonly<{ id: string; title: string; createdBy: string; inboxItemId: string }>;

export function create(birth: ProjectBirth, now: Date): Decision<ProjectState> {
  const next: ProjectState = { ...birth, status: 'active', createdAt: now.toISOString(), version: 1 };
  return { next, events: [projectCreated.of({ projectId: next.id })] };
}

export function remove(project: ProjectState): Decision<ProjectState> {
  if (project.status === 'deleted') return { next: project, events: [] };
  return { next: { ...project, status: 'deleted', version: project.version + 1 }, events: [projectDeleted.of({ projectId: project.id })] };
}
