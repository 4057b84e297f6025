import pg from 'pg';

const oid = { int8: 20, numeric: 1700, date: 1082, int8Array: 1016, dateArray: 1182, textArray: 1009 } as const;

/** Amounts, counts and sequence numbers fit a double exactly; a value that does not is a fault to hear of, not to round. */
function exactNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a JavaScript number`);
  return value;
}

const parsers = new Map<number, (text: string) => unknown>([
  [oid.int8, exactNumber],
  // sum(bigint) and avg() are numeric.
  [oid.numeric, exactNumber],
  [
    oid.int8Array,
    (text) =>
      text
        .slice(1, -1)
        .split(',')
        .filter((item) => item !== '')
        .map(exactNumber),
  ],
  // A calendar date is not an instant: it stays 'YYYY-MM-DD'.
  [oid.date, (text) => text],
  [oid.dateArray, pg.types.getTypeParser(oid.textArray as number)],
]);

/** How values arrive: bigint and numeric as numbers, date as text, timestamptz as Date, json parsed. */
export const typeParsers = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(id)) || pg.types.getTypeParser(id, format as 'text')) as typeof pg.types.getTypeParser,
};
