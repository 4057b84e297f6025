import { addDays, addMonths, dayOn, endOfMonth, mondayOf, weekdayOf } from '@crm-gtd/shared/calendar-day.ts';

export type FoundDay = Readonly<{ day: string; phrase: string; at: number }>;

/** Reads a day from folded Polish or English text (see fold.ts). The phrase that stands first wins. */
export function findDay(text: string, today: string): FoundDay | undefined {
  const found = readers.flatMap(({ pattern, read }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const day = read(match, today);
      return day === undefined ? [] : [{ day, phrase: match[0].trim(), at: match.index }];
    }),
  );
  return found.sort((a, b) => a.at - b.at || b.phrase.length - a.phrase.length)[0];
}

/** "o 10:00", "o 14", "at 3pm", "10.30". Folded text. */
export const hasClockTime = (text: string): boolean =>
  /\b([01]?\d|2[0-3]):[0-5]\d\b|\b(o|godz\.?|godzinie|at) ([01]?\d|2[0-3])([:.][0-5]\d)?(?! ?(zl|pln|%|dni|osob|people))\b|\b(1[0-2]|[1-9]) ?(am|pm)\b/.test(
    text,
  );

type Reader = Readonly<{ pattern: RegExp; read: (match: RegExpMatchArray, today: string) => string | undefined }>;

const weekdayStems = [
  'poniedzial(?:ek|ku|kiem)|monday',
  'wtor(?:ek|ku|kiem)|tuesday',
  'srod(?:a|y|e)|wednesday',
  'czwart(?:ek|ku|kiem)|thursday',
  'piat(?:ek|ku|kiem)|friday',
  'sobot(?:a|y|e)|saturday',
  'niedziel(?:a|i|e)|sunday',
];
const monthStems = [
  'stycz\\w*|jan(?:uary)?',
  'lut(?:y|ego)|feb(?:ruary)?',
  'mar(?:zec|ca)|mar(?:ch)?',
  'kwie\\w*|apr(?:il)?',
  'maj(?:a|u)?|may',
  'czerw\\w*|june?',
  'lip(?:iec|ca)|july?',
  'sierp\\w*|aug(?:ust)?',
  'wrze\\w*|sep(?:t(?:ember)?)?',
  'pazdziernik\\w*|oct(?:ober)?',
  'listopad\\w*|nov(?:ember)?',
  'grud(?:nia|zien)|dec(?:ember)?',
];
const anyMonth = monthStems.join('|');
const numbers: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  jeden: 1,
  one: 1,
  dwa: 2,
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
  dziesiec: 10,
  ten: 10,
};
const anyNumber = `\\d{1,3}|${Object.keys(numbers).join('|')}`;
const toNumber = (word: string | undefined): number => (word === undefined ? 1 : (numbers[word] ?? Number(word)));
const indexIn = (stems: readonly string[], word: string): number => stems.findIndex((stem) => new RegExp(`^(?:${stem})$`).test(word));

const reader = (source: string, read: Reader['read']): Reader => ({
  pattern: new RegExp(`(?<![\\p{L}\\d])(?:${source})(?![\\p{L}\\d])`, 'gu'),
  read,
});

const readers: readonly Reader[] = [
  reader('dzis|dzisiaj|dzis wieczorem|today|tonight', (_, today) => today),
  reader('jutro|tomorrow', (_, today) => addDays(today, 1)),
  reader('pojutrze|(?:the )?day after tomorrow', (_, today) => addDays(today, 2)),
  reader(
    `(?:za|w ciagu|in|within) (?<count>${anyNumber})? ?(?<unit>dzien|dni|days?|tydzien|tygodni[ea]?|weeks?|miesiac[ea]?|miesiecy|months?)`,
    inSomeTime,
  ),
  reader('(?:w )?tym tygodniu|(?:do |z )?konca tygodnia|this week|(?:by )?(?:the )?end of (?:the |this )?week', (_, today) =>
    laterOf(fridayOf(today), today),
  ),
  reader('(?:w )?(?:przyszlym|nastepnym|kolejnym) tygodniu|next week', (_, today) => fridayOf(addDays(today, 7))),
  reader('(?:w |na )?(?:ten )?weekend|(?:this |at the |on the )weekend', (_, today) => laterOf(addDays(fridayOf(today), 1), today)),
  reader(
    '(?:do |z |pod )?(?:konca|koniec) miesiaca|(?:by |at )?(?:the )?end of (?:the |this )?month|(?:w )?tym miesiacu|this month',
    (_, today) => endOfMonth(today),
  ),
  reader('(?:w )?(?:przyszlym|nastepnym) miesiacu|next month', (_, today) => endOfMonth(addMonths(today, 1))),
  reader(
    '(?:do |z |pod )?(?:konca|koniec) roku|(?:by |at )?(?:the )?end of (?:the |this )?year',
    (_, today) => `${today.slice(0, 4)}-12-31`,
  ),
  reader(
    `(?<before>przed |before )?(?:(?:w|we|do|na|od|on|by|until|till|for|this) )?(?<next>(?:przyszly|przyszla|nastepny|nastepna|next) )?(?<weekday>${weekdayStems.join('|')})`,
    onWeekday,
  ),
  reader('(?<year>20\\d\\d)-(?<month>\\d{1,2})-(?<day>\\d{1,2})', onDate),
  reader(
    '(?<!\\d[.,])(?<day>\\d{1,2})[./](?<month>\\d{2})(?:[./](?<year>20\\d\\d))?\\.?(?! ?(?:zl|pln|eur|usd|%|kg|h|godz|km|gb))(?![.,]?\\d)',
    onDate,
  ),
  reader(`(?<day>\\d{1,2})\\.?(?:st|nd|rd|th)?(?: of)? (?<name>${anyMonth})\\.?(?: (?<year>20\\d\\d))?`, onDate),
  reader(`(?<name>${anyMonth})\\.? (?<day>\\d{1,2})(?:st|nd|rd|th)?(?:,? (?<year>20\\d\\d))?`, onDate),
  reader('(?:do|by the|until the) (?<day>\\d{1,2})(?:-?go|-?ego|st|nd|rd|th)', onDayOfMonth),
];

function inSomeTime({ groups }: RegExpMatchArray, today: string): string {
  const count = toNumber(groups?.count);
  const unit = groups?.unit ?? '';
  if (/^(dzien|dni|day)/.test(unit)) return addDays(today, count);
  return /^(tydz|tyg|week)/.test(unit) ? addDays(today, 7 * count) : addMonths(today, count);
}

/** A bare weekday is the next one to come; "next Friday" is the one of next week; "before Friday" ends on Thursday. */
function onWeekday({ groups }: RegExpMatchArray, today: string): string {
  const wanted = indexIn(weekdayStems, groups?.weekday ?? '') + 1;
  const ahead = (wanted - weekdayOf(today) + 7) % 7 || 7;
  const day = groups?.next === undefined ? addDays(today, ahead) : addDays(today, 7 - weekdayOf(today) + wanted);
  return groups?.before === undefined ? day : addDays(day, -1);
}

/** Without a year, the next such day to come; 29 February may be eight years away. */
function onDate({ groups }: RegExpMatchArray, today: string): string | undefined {
  const month = groups?.name === undefined ? Number(groups?.month) : indexIn(monthStems, groups.name) + 1;
  const day = Number(groups?.day);
  if (groups?.year !== undefined) return dayOn(Number(groups.year), month, day);
  const thisYear = Number(today.slice(0, 4));
  return firstFrom(
    today,
    Array.from({ length: 9 }, (_, ahead) => dayOn(thisYear + ahead, month, day)),
  );
}

/** "by the 15th": of this month, or of the first later month that has such a day. */
function onDayOfMonth({ groups }: RegExpMatchArray, today: string): string | undefined {
  const firstOfMonth = `${today.slice(0, 7)}-01`;
  const months = [0, 1, 2].map((ahead) => addMonths(firstOfMonth, ahead).split('-').map(Number) as [number, number, number]);
  return firstFrom(
    today,
    months.map(([year, month]) => dayOn(year, month, Number(groups?.day))),
  );
}

const firstFrom = (today: string, days: readonly (string | undefined)[]): string | undefined =>
  days.find((day) => day !== undefined && day >= today);

/** The last working day of the day's week. */
const fridayOf = (day: string): string => addDays(mondayOf(day), 4);
const laterOf = (a: string, b: string): string => (a > b ? a : b);
