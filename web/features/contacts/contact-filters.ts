import type { Filter } from '@crm-gtd/shared/contracts/filters.ts';

export type ContactFilters = Readonly<{ city: string; tag: string; from: string; to: string; missing: string }>;

export const noFilters: ContactFilters = { city: '', tag: '', from: '', to: '', missing: '' };
export const missingFields = ['email', 'phone', 'companyId', 'lastContactOn'] as const;

/** The screen's filters in the one grammar of lists; undefined when nothing is filtered. `from`–`to` frames what an import made. */
export const contactFilter = ({ city, tag, from, to, missing }: ContactFilters): string | undefined => {
  const conditions: Filter[] = [
    ...(city ? [{ field: 'city', op: 'startsWith', value: city } as const] : []),
    ...(tag ? [{ field: 'tags', op: 'startsWith', value: tag } as const] : []),
    ...(from ? [{ field: 'createdAt', op: 'gte', value: from } as const] : []),
    ...(to ? [{ field: 'createdAt', op: 'lte', value: to } as const] : []),
    ...(missing ? [{ field: missing, op: 'isEmpty' } as const] : []),
  ];
  return conditions.length === 0 ? undefined : JSON.stringify({ and: conditions });
};
