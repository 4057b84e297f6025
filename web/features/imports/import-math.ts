import type { Import, ImportField, ImportMapping } from '@crm-gtd/shared/contracts/crm/imports.ts';

export type Pace = Readonly<{ rowsPerSecond: number; secondsLeft: number | null; share: number }>;

/** How fast the job runs since it began, and what that leaves; no guess before it has done anything. */
export const paceOf = ({ progress, startedAt }: Pick<Import, 'progress' | 'startedAt'>, now: number): Pace => {
  const share = progress.total === 0 ? 0 : progress.done / progress.total;
  const seconds = startedAt ? (now - Date.parse(startedAt)) / 1_000 : 0;
  if (seconds <= 0 || progress.done === 0) return { rowsPerSecond: 0, secondsLeft: null, share };
  const rowsPerSecond = progress.done / seconds;
  return { rowsPerSecond, secondsLeft: Math.ceil((progress.total - progress.done) / rowsPerSecond), share };
};

export const mappedFields = (mapping: ImportMapping): ImportField[] =>
  Object.values(mapping).filter((field): field is ImportField => field !== null);

export type MappingFault = 'noName' | 'twice';

/** What crm would refuse, said before it is asked: a contact needs a last name, and a field takes one column. */
export const mappingFault = (mapping: ImportMapping): MappingFault | null => {
  const fields = mappedFields(mapping);
  if (new Set(fields).size !== fields.length) return 'twice';
  return fields.includes('lastName') || fields.includes('fullName') || fields.includes('email') ? null : 'noName';
};

export const totalOf = ({ created, updated, skipped, failed }: Import['counts']): number => created + updated + skipped + failed;
