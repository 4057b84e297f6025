import { knownHeaders } from './header-words.ts';

export type Separator = ';' | ',' | '\t' | '|';
const separators: readonly Separator[] = [';', ',', '\t', '|'];

/** Where a record of the sample begins and how often each separator stands in it outside quotes. */
type Census = Readonly<{ text: string; counts: ReadonlyMap<string, number> }>;

/** The separator that cuts most records into the same number of cells; separators inside quotes do not count. */
export function detectSeparator(text: string): Separator {
  const records = censusOf(text.slice(0, 200_000), 200);
  const scored = separators.map((separator) => ({ separator, score: scoreOf(records, separator) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score > 0 ? best.separator : ';';
}

function censusOf(text: string, most: number): Census[] {
  const records: Census[] = [];
  let counts = new Map<string, number>();
  let start = 0;
  let quoted = false;
  const close = (end: number): void => {
    const record = text.slice(start, end);
    if (record.trim() !== '') records.push({ text: record, counts });
    counts = new Map();
    start = end + 1;
  };
  for (let index = 0; index < text.length && records.length < most; index += 1) {
    const letter = text[index] as string;
    if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (letter === '\n' || letter === '\r') close(index);
    else if (separators.includes(letter as Separator)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  if (records.length < most) close(text.length);
  return records;
}

/** The share of records that agree on a number of separators, and a little for many columns. */
function scoreOf(records: readonly Census[], separator: Separator): number {
  const counts = records.map((record) => record.counts.get(separator) ?? 0);
  const usual = mostFrequent(counts.filter((count) => count > 0));
  if (usual === undefined) return 0;
  const share = counts.filter((count) => count === usual).length / counts.length;
  return isTable(records, counts, separator, usual, share) ? share + usual / 1_000 : 0;
}

/** Commas stand in any text (`Nowak, Jan` in a single column). They separate where the first record has them, or a header below a title. */
function isTable(records: readonly Census[], counts: readonly number[], separator: Separator, usual: number, share: number): boolean {
  const first = counts.indexOf(usual);
  if (first === 0) return true;
  if (knownHeaders((records[first]?.text ?? '').split(separator).map((cell) => cell.replaceAll('"', '').trim())) >= 2) return true;
  return share >= 0.7 && (usual >= 2 || separator !== ',');
}

function mostFrequent(counts: readonly number[]): number | undefined {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0];
}
