import type { Task } from '@crm-gtd/shared/contracts/gtd/tasks.ts';

type Days = Pick<Task, 'dueDate' | 'scheduledOn'>;

/** Where a task belongs on the today screen; days are `YYYY-MM-DD`, so text order is calendar order. */
export const todayGroupOf = ({ dueDate, scheduledOn }: Days, today: string): 'overdue' | 'due' | 'scheduled' | null => {
  if (dueDate !== null && dueDate < today) return 'overdue';
  if (dueDate === today) return 'due';
  return scheduledOn !== null && scheduledOn <= today ? 'scheduled' : null;
};

export const groupForToday = <T extends Days>(tasks: readonly T[], today: string): Record<'overdue' | 'due' | 'scheduled', T[]> => {
  const groups = { overdue: [] as T[], due: [] as T[], scheduled: [] as T[] };
  for (const task of tasks) {
    const group = todayGroupOf(task, today);
    if (group) groups[group].push(task);
  }
  return groups;
};
