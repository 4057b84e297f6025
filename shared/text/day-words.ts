/** The words of days in Polish, in all their cases, and in English, as parts of patterns on folded text (see fold-in-place.ts). */

/** Words that mean a day wherever they stand. */
const weekdays = [
  'poniedzial(?:ek|ku|kowi|kiem)|monday',
  'wtor(?:ek|ku|kowi|kiem)|tuesday',
  'srod(?:a|y|e|zie)|wednesday',
  'czwart(?:ek|ku|kowi|kiem)|thursday',
  'piat(?:ek|ku|kowi|kiem)|friday',
  'sobo(?:t[aye]|cie)|saturday',
  'niedziel[aie]|sunday',
];
/** Short forms, which are words of other meanings too: only where nothing but a day is expected. */
const shortWeekdays = [
  'pn|pon|mon',
  'wt|wto|tues?',
  'sr|sro|weds?',
  'cz|czw|thu|thurs?',
  'pt|pia|fri',
  'so|sb|sob|sat',
  'nd|ndz|niedz|sun',
];

const months = [
  'stycz(?:en|nia|niowi|niem|niu)|jan(?:uary)?',
  'lut(?:y|ego|emu|ym)|feb(?:ruary)?',
  'mar(?:zec|ca|cowi|cem|cu)|mar(?:ch)?',
  'kwie(?:cien|tnia|tniowi|tniem|tniu)|apr(?:il)?',
  'maj(?:a|owi|em|u)?|may',
  'czerw(?:iec|ca|cowi|cem|cu)|june?',
  'lip(?:iec|ca|cowi|cem|cu)|july?',
  'sierp(?:ien|nia|niowi|niem|niu)|aug(?:ust)?',
  'wrze(?:sien|snia|sniowi|sniem|sniu)|sep(?:t(?:ember)?)?',
  'pazdziernik(?:a|owi|iem|u)?|oct(?:ober)?',
  'listopad(?:a|owi|em|zie)?|nov(?:ember)?',
  'grud(?:zien|nia|niowi|niem|niu)|dec(?:ember)?',
];
const shortMonths = [
  'sty|stycz|i',
  'lut|ii',
  'marz|iii',
  'kwi|kwiec|iv',
  'v',
  'cze|czerw|vi',
  'lip|vii',
  'sie|sierp|viii',
  'wrz|wrzes|ix',
  'paz|pazdz|x',
  'lis|list|xi',
  'gru|grudz|xii',
];

const both = (long: readonly string[], short: readonly string[]): string[] => long.map((words, index) => `${words}|${short[index]}`);
const allWeekdays = both(weekdays, shortWeekdays);
const allMonths = both(months, shortMonths);

export const weekdayWord = weekdays.join('|');
export const monthWord = months.join('|');
/** Any form, also abbreviated and in Roman figures; a dot may follow. */
export const anyWeekday = allWeekdays.join('|');
export const anyMonth = allMonths.join('|');

const positionIn = (stems: readonly string[], word: string): number =>
  stems.findIndex((stem) => new RegExp(`^(?:${stem})$`).test(word)) + 1;

/** 1 is Monday. */
export const weekdayNamed = (word: string): number => positionIn(allWeekdays, word);
/** 1 is January. */
export const monthNamed = (word: string): number => positionIn(allMonths, word);

const counts: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  jeden: 1,
  jedna: 1,
  one: 1,
  dwa: 2,
  dwie: 2,
  two: 2,
  trzy: 3,
  three: 3,
  cztery: 4,
  four: 4,
  piec: 5,
  five: 5,
  szesc: 6,
  six: 6,
  siedem: 7,
  seven: 7,
  osiem: 8,
  eight: 8,
  dziewiec: 9,
  nine: 9,
  dziesiec: 10,
  ten: 10,
  jedenascie: 11,
  eleven: 11,
  dwanascie: 12,
  twelve: 12,
  czternascie: 14,
  fourteen: 14,
  pietnascie: 15,
  fifteen: 15,
  dwadziescia: 20,
  twenty: 20,
  trzydziesci: 30,
  thirty: 30,
};
export const countWord = `\\d{1,4}|${Object.keys(counts).join('|')}`;
export const countOf = (word: string | undefined): number => (word === undefined ? 1 : (counts[word] ?? Number(word)));

export const unitWord =
  '(?:dzien|dni|dnia|days?|tydzien|tydz|tyg|tygodni[aeu]?|weeks?|fortnights?|miesiac[ae]?|miesiecy|mies|months?|kwartal(?:y|ow)?|quarters?|roku?|lata?|years?)\\.?';

const polishUnits = ['pierwsz', 'drug', 'trzec', 'czwart', 'piat', 'szost', 'siodm', 'osm', 'dziewiat'];
const polishTeens =
  'dziesiat|jedenast|dwunast|trzynast|czternast|pietnast|szesnast|siedemnast|osiemnast|dziewietnast|dwudziest|trzydziest'.split('|');
const polishEnding = '(?:ego|iego|y|i)';
const englishOrdinals =
  'first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ]first|twenty[- ]second|twenty[- ]third|twenty[- ]fourth|twenty[- ]fifth|twenty[- ]sixth|twenty[- ]seventh|twenty[- ]eighth|twenty[- ]ninth|thirtieth|thirty[- ]first'.split(
    '|',
  );

/** The stem of a Polish ordinal of one word: 1 to 20 and 30. */
const oneWord = (day: number): string | undefined =>
  day === 30 ? polishTeens[11] : day < 10 ? polishUnits[day - 1] : polishTeens[day - 10];
function polishOrdinal(day: number): string {
  const stem = oneWord(day);
  if (stem !== undefined && (day <= 20 || day === 30)) return `${stem}${polishEnding}`;
  return `${day < 30 ? 'dwudziest' : 'trzydziest'}${polishEnding} ${polishUnits[(day % 10) - 1]}${polishEnding}`;
}
const ordinals = englishOrdinals.map((english, index) => `${polishOrdinal(index + 1)}|${english}`);
/** Longest first: "twenty first" is not "twenty" and a rest. */
export const ordinalWord = [...ordinals].reverse().join('|');
export const ordinalOf = (word: string): number => positionIn(ordinals, word);
