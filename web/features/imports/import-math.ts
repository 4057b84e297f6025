import { type Import, type ImportField, type ImportMapping, repeatableFields } from '@crm-gtd/shared/contracts/crm/imports.ts';

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

const identifying: readonly ImportField[] = [
  'firstName',
  'lastName',
  'fullName',
  'fullNameLastFirst',
  'email',
  'company.name',
  'company.nip',
];

/** What crm would refuse, said before it is asked: a row needs somebody or a firm, and most fields take one column. */
export const mappingFault = (mapping: ImportMapping): MappingFault | null => {
  const fields = mappedFields(mapping);
  const single = fields.filter((field) => !repeatableFields.includes(field));
  if (new Set(single).size !== single.length) return 'twice';
  return fields.some((field) => identifying.includes(field)) ? null : 'noName';
};

/** Columns of days that do not tell whether the day or the month comes first. */
export const unclearDays = ({ columns }: Pick<Import, 'columns'>, mapping: ImportMapping): string[] =>
  columns.filter(({ index, dayOrder }) => dayOrder === 'open' && mapping[String(index)] === 'lastContactOn').map(({ header }) => header);

export const totalOf = ({ created, updated, skipped, failed }: Import['counts']): number => created + updated + skipped + failed;

type Taken = Readonly<{ contacts: number; created: number; updated: number; companies: number }>;

/** What undo would take back: records, each once, however many rows spoke of it. */
export const toTakeBack = ({ changes, counts }: Pick<Import, 'changes' | 'counts'>): Taken => {
  if (changes === null)
    return { contacts: counts.created + counts.updated, created: counts.created, updated: counts.updated, companies: 0 };
  const { contacts, companies } = changes;
  return { contacts: contacts.created + contacts.updated, ...contacts, companies: companies.created + companies.updated };
};

type Rejection = Readonly<{ file: Readonly<{ name: string }>; errors: readonly Readonly<{ code: string }>[] }>;

/** Which of the reasons it was that a file was not even sent. */
export const refusalOf = (rejections: readonly Rejection[]): 'spreadsheet' | 'vcard' | 'type' | 'tooLarge' | 'manyFiles' => {
  if (rejections.length > 1) return 'manyFiles';
  const [rejection] = rejections;
  const name = rejection?.file.name.toLowerCase() ?? '';
  if (/\.(xlsx?|xlsm|xlsb|ods|numbers)$/.test(name)) return 'spreadsheet';
  if (name.endsWith('.vcf')) return 'vcard';
  return rejection?.errors.some(({ code }) => code === 'file-too-large') ? 'tooLarge' : 'type';
};
