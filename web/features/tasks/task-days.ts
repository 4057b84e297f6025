import type { Task } from '@crm-gtd/shared/contracts/gtd/tasks.ts';

type Days = Pick<Task, 'dueDate' | 'scheduledOn'>;

/** Where a task belongs on the today screen; days are `YYYY-MM-DD`, so text order is calendar order. */
export const todayGroupOf = ({ dueDate, scheduledOn }: Days, today: string): 'overdue' | 'due' | 'scheduled' | null => {
  if (dueDate !== null && dueDate < today) return 'overdue';
  if (dueDate === today) return 'due';
  if (scheduledOn === null || scheduledOn > today) return null;
  return scheduledOn < today ? 'overdue' : 'scheduled';
};

export const groupForToday = <T extends Days>(tasks: readonly T[], today: string): Record<'overdue' | 'due' | 'scheduled', T[]> => {
  const groups = { overdue: [] as T[], due: [] as T[], scheduled: [] as T[] };
  for (const task of tasks) {
    const group = todayGroupOf(task, today);
    if (group) groups[group].push(task);
  }
  return groups;
};

export const dayGroups = ['overdue', 'today', 'tomorrow', 'thisWeek', 'later', 'none'] as const;
export type DayGroup = (typeof dayGroups)[number];

/** The days a list of actions is divided by; `weekEnd` is the Sunday of this week. */
export type Calendar = Readonly<{ today: string; tomorrow: string; weekEnd: string }>;

export const dayGroupOf = ({ dueDate, scheduledOn }: Days, { today, tomorrow, weekEnd }: Calendar): DayGroup => {
  const day = [dueDate, scheduledOn].filter((one) => one !== null).sort()[0];
  if (day === undefined) return 'none';
  if (todayGroupOf({ dueDate, scheduledOn }, today) === 'overdue') return 'overdue';
  if (day <= today) return 'today';
  if (day === tomorrow) return 'tomorrow';
  return day <= weekEnd ? 'thisWeek' : 'later';
};

/** In the order of time; a group nobody is in is left out. */
export const groupByDay = <T extends Days>(tasks: readonly T[], calendar: Calendar): (readonly [DayGroup, T[]])[] =>
  dayGroups
    .map((group) => [group, tasks.filter((task) => dayGroupOf(task, calendar) === group)] as const)
    .filter(([, own]) => own.length > 0);
