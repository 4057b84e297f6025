import type { Envelope } from '@crm-gtd/shared/contracts/envelope.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** An event that names more records than this is a bulk report; its timeline entry is its own aggregate's. */
const maxSubjects = 100;

const idsIn = (value: unknown, found: Set<string>): void => {
  if (typeof value === 'string') {
    if (uuid.test(value)) found.add(value.toLowerCase());
    return;
  }
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) idsIn(inner, found);
};

/** The records an event is about: its aggregate and every id its data names, but not the organization, which is in all. */
export const subjectsOf = ({ aggregateid, organizationid, data }: Envelope): string[] => {
  const found = new Set<string>();
  idsIn(data, found);
  found.delete(organizationid.toLowerCase());
  found.delete(aggregateid.toLowerCase());
  return [aggregateid, ...[...found].slice(0, maxSubjects)];
};

export const traceIdOf = (traceparent: string | null): string | null => traceparent?.split('-')[1] ?? null;

/** First day of the UTC month: the partition an event lies in. */
export const monthOf = (time: Date): string => `${time.toISOString().slice(0, 7)}-01`;
