import { addDays, addWorkingDays, dayOn, easterSunday, workingDayBefore } from './calendar-day.ts';
import { type DayPhrase, type Groups, nearestYear, type Standpoint } from './day-reading.ts';

/** Days that have a name of their own, and the working days around them. */

type Feast = Readonly<{ words: string; day: (year: number) => string | undefined; last?: (year: number) => string | undefined }>;

const on =
  (month: number, day: number) =>
  (year: number): string | undefined =>
    dayOn(year, month, day);
const fromEaster =
  (days: number) =>
  (year: number): string =>
    addDays(easterSunday(year), days);

const christmas: Feast = { words: 'boz\\w+ narodzeni\\w+|christmas(?: day)?', day: on(12, 25), last: on(12, 26) };
const feasts: readonly Feast[] = [
  { words: "now(?:y|ego|ym) rok(?:u|iem)?|new year(?:'?s)?(?: day)?", day: on(1, 1) },
  { words: 'trzech kroli|epiphany', day: on(1, 6) },
  { words: "walentynk(?:i|ami|ach)|valentine'?s(?: day)?", day: on(2, 14) },
  { words: 'wielki(?:m)? piat(?:ek|kiem|ku)|good friday', day: fromEaster(-2) },
  { words: 'wielkanoc(?:a|y)?|easter(?: sunday)?', day: fromEaster(0), last: fromEaster(1) },
  { words: '(?:poniedzial(?:ek|ku) wielkanocn(?:y|ego)|lan(?:y|ego) poniedzial(?:ek|ku)|easter monday)', day: fromEaster(1) },
  { words: 'majowk(?:a|i|e)', day: on(5, 1), last: on(5, 3) },
  { words: 'boz(?:e|ym|ego) ci(?:alo|ala|alem)|corpus christi', day: fromEaster(60) },
  { words: "wszystkich swietych|all saints'?(?: day)?", day: on(11, 1) },
  { words: 'mikolajk(?:i|ami|ach)', day: on(12, 6) },
  { words: 'wigili(?:a|i|e)|christmas eve', day: on(12, 24) },
  christmas,
  { words: "sylwest(?:er|ra|rem)|new year'?s eve", day: on(12, 31) },
];

const feastNamed = (word: string): Feast | undefined => feasts.find(({ words }) => new RegExp(`^(?:${words})$`).test(word));
const anyFeast = feasts.map(({ words }) => words).join('|');

export const feastDays: readonly DayPhrase[] = [
  {
    source: `(?<feast>${anyFeast})(?: (?<year>\\d{4}))?`,
    read: ({ feast, year }, at) => dayOfFeast(feastNamed(feast ?? ''), year, at),
    only: 'field',
  },
  { source: `(?<side>przed|po|before|after) (?<feast>${anyFeast})`, read: aroundFeast, only: 'field' },
  { source: '(?<side>przed|po) swieta(?:mi|ch)', read: aroundHolidays, only: 'field' },
];

const dayOfFeast = (feast: Feast | undefined, year: string | undefined, at: Standpoint): string | undefined =>
  year === undefined ? nearestYear(at, (each) => feast?.day(each)) : feast?.day(Number(year));

function aroundFeast({ side, feast }: Groups, at: Standpoint): string | undefined {
  const named = feastNamed(feast ?? '');
  const before = side === 'przed' || side === 'before';
  return named && nearestYear(at, (year) => (before ? workingDayBeforeFeast(named, year) : workingDayAfter(named, year)));
}

/** Christmas begins with its eve, which is free too. */
const workingDayBeforeFeast = ({ day }: Feast, year: number): string | undefined => workingDay(day(year), workingDayBefore);
const workingDayAfter = ({ day, last = day }: Feast, year: number): string | undefined =>
  workingDay(last(year), (feast) => addWorkingDays(feast, 1));
const workingDay = (day: string | undefined, find: (day: string) => string): string | undefined => (day === undefined ? day : find(day));

/** "The holidays" without a name are Easter or Christmas, whichever is nearer that way. */
function aroundHolidays(groups: Groups, at: Standpoint): string | undefined {
  const days = ['wielkanoc', 'christmas'].flatMap((feast) => aroundFeast({ side: groups['side'], feast }, at) ?? []);
  return (at.direction === 'ahead' ? days.sort() : days.sort().reverse())[0];
}
