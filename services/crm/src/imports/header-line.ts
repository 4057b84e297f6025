import { knownHeaders } from './header-words.ts';

/** Which of a file's first records names the columns. Reports put a title above them, exports a word of explanation. */

/** As many records from the top are looked at, and shown for the user to choose from. */
export const topRecords = 20;

const looksLikeData = (cell: string): boolean =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell) ||
  /^\+?[\d\s().-]{9,}$/.test(cell) ||
  /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}$/.test(cell) ||
  /^https?:\/\//i.test(cell);

type Candidate = Readonly<{ row: number; filled: number; known: number; data: boolean }>;

const candidateOf = (cells: readonly string[], index: number): Candidate => {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return { row: index + 1, filled: filled.length, known: knownHeaders(filled), data: filled.some(looksLikeData) };
};

/** The header's number among the records, counted from 1; 0 when the first record is data already. */
export function headerRowOf(records: readonly (readonly string[])[]): number {
  const top = records.slice(0, topRecords).map(candidateOf);
  const width = usualWidth(top);
  const telling = top.filter(({ known, filled, data }) => !data && known >= 2 && filled >= width * 0.6);
  const best = telling.reduce<Candidate | undefined>((a, b) => (a === undefined || b.known > a.known ? b : a), undefined);
  if (best !== undefined) return best.row;
  const [first] = top;
  if (first === undefined || first.data) return 0;
  if (first.known > 0 && first.known === first.filled && first.filled >= width * 0.6) return 1;
  const wide = top.find(({ filled }) => filled >= width);
  const titled = width >= 3 && first.filled === 1 && wide !== undefined && !wide.data && wide.row < top.length;
  return titled ? wide.row : 1;
}

/** How many cells most records fill. */
function usualWidth(top: readonly Candidate[]): number {
  const counts = new Map<number, number>();
  for (const { filled } of top) counts.set(filled, (counts.get(filled) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a), [0, 0])[0];
}
