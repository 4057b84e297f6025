import type { DayOrder } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { readFullDay } from '@crm-gtd/shared/text/read-day.ts';

/** Days in cells. A file writes its days in one way; which, its columns tell. */

const pad = (value: string): string => value.padStart(2, '0');

function day(year: number, month: number, date: number): string | undefined {
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || date < 1 || date > days) return undefined;
  return `${year}-${pad(`${month}`)}-${pad(`${date}`)}`;
}

/** `13.02.2026`, `2/13/26`. */
const inFigures = /^(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})$/;

const fullYear = (year: string): number => (year.length === 4 ? Number(year) : 2000 + Number(year));

/** Spreadsheets count days from 1899-12-30; the range is 1927 to 2119, so that a phone extension or a price is no date. */
function serialDay(value: number): string | undefined {
  if (value < 10_000 || value > 80_000) return undefined;
  const date = new Date(Date.UTC(1899, 11, 30) + value * 86_400_000);
  return day(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

const withoutTime = (value: string): string =>
  value
    .trim()
    .replace(/(?<=\d)[T ,]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?( ?[AP]\.?M\.?)?( ?Z|[+-]\d{2}:?\d{2})?( ?r\.?)?$/i, '')
    .replace(/ ?r\.?$/, '');

/** Day first, as in Poland, unless the file says otherwise; year first when it has four digits; a time behind it is left out. */
export function parseDay(value: string, order: DayOrder = 'dayFirst'): string | undefined {
  const text = withoutTime(value);
  const yearFirst = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(text);
  if (yearFirst) return day(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]));
  const [, first, second, year] = inFigures.exec(text) ?? [];
  if (year !== undefined) {
    const [date, month] = order === 'dayFirst' ? [first, second] : [second, first];
    return day(fullYear(year), Number(month), Number(date));
  }
  if (/^\d{5}([.,]\d+)?$/.test(text)) return serialDay(Math.floor(Number(text.replace(',', '.'))));
  return /\p{L}/u.test(text) ? readFullDay(text) : undefined;
}

/** What a column's days in figures show of their order. */
export type DayEvidence = { dayFirst: number; monthFirst: number; open: number };
export const noEvidence = (): DayEvidence => ({ dayFirst: 0, monthFirst: 0, open: 0 });

/** Dots part day, month and year in this order wherever they are used. */
export function addEvidence(evidence: DayEvidence, cell: string): void {
  const [text, first, second] = inFigures.exec(withoutTime(cell)) ?? [];
  if (text === undefined || first === second) return;
  if (Number(first) > 12) evidence.dayFirst += 1;
  else if (Number(second) > 12) evidence.monthFirst += 1;
  else if (text.includes('.')) evidence.dayFirst += 1;
  else evidence.open += 1;
}

/** `open` when nothing tells, or when days of both kinds stand in the column: then each unclear one is anybody's guess. */
export function dayOrderOf({ dayFirst, monthFirst, open }: DayEvidence): DayOrder | 'open' | null {
  if (dayFirst > 0 && monthFirst === 0) return 'dayFirst';
  if (monthFirst > 0 && dayFirst === 0) return 'monthFirst';
  return dayFirst + monthFirst + open > 0 ? 'open' : null;
}

/** Undefined when it is no day, `'unclear'` when it is one of two and nobody said which. */
export function dayOf(cell: string, order: DayOrder | 'open' | null): string | 'unclear' | undefined {
  const [asDay, asMonth] = [parseDay(cell, 'dayFirst'), parseDay(cell, 'monthFirst')];
  if (order !== 'open') return order === 'monthFirst' ? (asMonth ?? asDay) : (asDay ?? asMonth);
  return asDay !== undefined && asMonth !== undefined && asDay !== asMonth ? 'unclear' : (asDay ?? asMonth);
}
