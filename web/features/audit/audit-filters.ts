import type { Filter } from '@crm-gtd/shared/contracts/filters.ts';
import { isDay } from '@crm-gtd/shared/text/calendar-day.ts';

export const aggregates = [
  'deal',
  'contact',
  'company',
  'import',
  'task',
  'inboxItem',
  'waitingFor',
  'suggestion',
  'subscription',
  'invoice',
  'membership',
  'session',
] as const;

export type AuditFilters = Readonly<{ aggregate: string; actor: string; from: string; to: string }>;

export const auditFilter = ({ aggregate, actor, from, to }: AuditFilters): string | undefined => {
  const conditions: Filter[] = [
    ...(aggregate ? [{ field: 'aggregateType', op: 'eq', value: aggregate } as const] : []),
    ...(actor ? [{ field: 'actorId', op: 'eq', value: actor } as const] : []),
    ...(isDay(from) ? [{ field: 'time', op: 'gte', value: `${from}T00:00:00Z` } as const] : []),
    ...(isDay(to) ? [{ field: 'time', op: 'lte', value: `${to}T23:59:59Z` } as const] : []),
  ];
  return conditions.length === 0 ? undefined : JSON.stringify({ and: conditions });
};
