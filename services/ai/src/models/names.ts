import { foldInPlace } from '@crm-gtd/shared/text/fold-in-place.ts';

/**
 * Who may be meant: words with a capital letter that are not merely the first of the sentence. Polish declines names, so records
 * are found and compared by the stem they share: "Kowalskiej" and "Kowalska" have "kowalsk".
 */
export type NameCandidate = Readonly<{ words: readonly string[] }>;

const mostCandidates = 3;
const notNames =
  /^(poniedzia.*|wtor.*|srod.*|czwart.*|piat.*|sobot.*|niedziel.*|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|pln|eur|usd|vat|nip|pit|cit|zus|fyi|asap|crm|pdf|sms|the|an|mr|mrs|ms|pan|pani|pana|panu)$/;

export function nameCandidates(text: string): NameCandidate[] {
  const runs = [...text.matchAll(/(?<run>\p{Lu}[\p{L}\d&-]*(?:[ \t]+\p{Lu}[\p{L}\d&-]*)*)/gu)];
  const candidates = runs.map(({ groups, index }) => ({ words: namesIn(groups?.run ?? '', startsSentence(text, index)) }));
  return candidates.filter(({ words }) => words.length > 0).slice(0, mostCandidates);
}

function namesIn(run: string, atStart: boolean): string[] {
  const words = run.split(/\s+/).filter((word) => word.length > 1 && !notNames.test(foldInPlace(word)));
  // "Zadzwoń do Anny" and "Kowalska prosi o ofertę" both begin with a capital; a verb matches no record, so only a lone first word is kept apart.
  return atStart && words.length === 1 ? [] : atStart ? words.slice(verbLike(words[0]) ? 1 : 0) : words;
}

const verbLike = (word: string | undefined): boolean =>
  word !== undefined &&
  /(?:[^aeiouy]ij|uj|sz|zwon|[eaiy]c|mow|kup|pros|niech|call|ask|email|meet|send|buy|ring|phone|text|tell)$/.test(foldInPlace(word));

const startsSentence = (text: string, at: number): boolean => /(^|[.!?:\n])\s*["„(]?$/.test(text.slice(0, at));

const endings = [
  'iego',
  'iemu',
  'owie',
  'owi',
  'iem',
  'iej',
  'ego',
  'emu',
  'ami',
  'ach',
  'ie',
  'em',
  'om',
  'ow',
  'ej',
  'im',
  'ym',
  'a',
  'e',
  'i',
  'y',
  'u',
  'o',
];

/** Never shorter than three letters, or everybody would be alike. */
export function stem(word: string): string {
  const folded = foldInPlace(word);
  const ending = endings.find((candidate) => folded.endsWith(candidate) && folded.length - candidate.length >= 3);
  return ending === undefined ? folded : folded.slice(0, -ending.length);
}

export type Named = Readonly<{ id: string; name: string }>;

/** The one record whose name shares a stem with the most words of the candidate; none when two do equally. */
export function bestMatch<T extends Named>({ words }: NameCandidate, records: readonly T[]): T | undefined {
  const wanted = new Set(words.map(stem));
  const scored = records
    .map((record) => ({
      record,
      score: new Set(
        record.name
          .split(/[\s,.]+/)
          .filter((word) => word.length > 1)
          .map(stem)
          .filter((part) => wanted.has(part)),
      ).size,
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const [first, second] = scored;
  return first && first.score !== second?.score ? first.record : undefined;
}
