import type { ImportField } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { stringify } from 'csv-stringify/sync';
import type { FaultCode, RowFault } from './row.ts';

export type Language = 'pl' | 'en';

const reasons: Readonly<Record<Language, Readonly<Record<FaultCode, string>>>> = {
  pl: {
    emailInvalid: 'Adres e-mail jest nieprawidłowy',
    nipInvalid: 'NIP jest nieprawidłowy (suma kontrolna)',
    nameMissing: 'Brak imienia i nazwiska',
    textTooLong: 'Tekst jest zbyt długi',
    tooManyCells: 'Wiersz ma więcej komórek niż nagłówek',
    planLimit: 'Osiągnięto limit kontaktów w planie',
  },
  en: {
    emailInvalid: 'The e-mail address is invalid',
    nipInvalid: 'The NIP is invalid (checksum)',
    nameMissing: 'The name is missing',
    textTooLong: 'The text is too long',
    tooManyCells: 'The row has more cells than the header',
    planLimit: 'The plan’s contact limit is reached',
  },
};
const reasonHeader = { pl: 'Powód odrzucenia', en: 'Reason' } as const;

export type FailedRow = Readonly<{ cells: readonly string[]; faults: readonly RowFault[] }>;

/** The columns' names, so that the reason can say which cell to mend. */
export type FailedRowsFile = Readonly<{
  headers: readonly string[];
  fields: readonly (ImportField | null)[];
  separator: string;
  language: Language;
  rows: readonly FailedRow[];
}>;

/** A spreadsheet runs what begins like this as a formula. Import takes the apostrophe off again. */
export const guarded = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);

/** UTF-8 with a mark, so that spreadsheets open it as such; the original columns, the reason, and cells that no column has a name for. */
export function failedRowsCsv({ headers, fields, separator, language, rows }: FailedRowsFile): string {
  const reasonOf = ({ code, field }: RowFault): string => {
    const header = headers[field === null ? -1 : fields.indexOf(field)];
    return header === undefined ? reasons[language][code] : `${header}: ${reasons[language][code]}`;
  };
  const lines = rows.map(({ cells, faults }) => [
    ...headers.map((_, index) => cells[index] ?? ''),
    faults.map(reasonOf).join('; '),
    ...cells.slice(headers.length),
  ]);
  const table = [[...headers, reasonHeader[language]], ...lines].map((line) => line.map(guarded));
  return stringify(table, { delimiter: separator, record_delimiter: 'windows', bom: true });
}
