/** Arithmetic on calendar days, `YYYY-MM-DD`. Nothing here is an instant; UTC is only the ruler. */
const msPerDay = 86_400_000;

const msOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string => dayOf(msOf(day) + days * msPerDay);

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: string): number => ((new Date(msOf(day)).getUTCDay() + 6) % 7) + 1;

export const mondayOf = (day: string): string => addDays(day, 1 - weekdayOf(day));

const parts = (day: string): [number, number, number] => day.split('-').map(Number) as [number, number, number];
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
/** `Date` reads the years 0 to 99 as 1900 to 1999, so the lengths stand here. */
const lastOf = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : (monthLengths[month - 1] ?? 0));
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const padded = (value: number, length: number): string => `${value}`.padStart(length, '0');
const written = (year: number, month: number, day: number): string => `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;

export function endOfMonth(day: string): string {
  const [year, month] = parts(day);
  return written(year, month, lastOf(year, month));
}

/** 31 January and one month is the end of February. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = parts(day);
  const total = year * 12 + month - 1 + months;
  const [laterYear, laterMonth] = [Math.floor(total / 12), (total % 12) + 1];
  return written(laterYear, laterMonth, Math.min(date, lastOf(laterYear, laterMonth)));
}

/** A day of the years 0001 to 9999, which is what the contracts hold and PostgreSQL can keep. */
export function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return year !== undefined && dayOn(Number(year), Number(month), Number(day)) === text;
}

/** The day of that name; undefined when the calendar has none, as 31 April. */
export const dayOn = (year: number, month: number, day: number): string | undefined =>
  year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= lastOf(year, month) ? written(year, month, day) : undefined;

/** Christmas Eve is free by law since 2025. */
const fixedHolidays = ['01-01', '01-06', '05-01', '05-03', '08-15', '11-01', '11-11', '12-24', '12-25', '12-26'];

/** Gregorian Easter Sunday by Gauss's rule with the two exceptions folded in. */
export function easterSunday(year: number): string {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const moon = (century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25) + 19 * golden + 15) % 30;
  const full = moon - Math.floor(moon / 28) * (1 - Math.floor(moon / 28) * Math.floor(29 / (moon + 1)) * Math.floor((21 - golden) / 11));
  const shift = (year + Math.floor(year / 4) + full + 2 - century + Math.floor(century / 4)) % 7;
  return addDays(`${padded(year, 4)}-03-28`, full - shift);
}

/** A day off in Poland: weekend, fixed holiday, Easter Monday or Corpus Christi. */
export function isDayOff(day: string): boolean {
  if (weekdayOf(day) > 5 || fixedHolidays.includes(day.slice(5))) return true;
  const easter = easterSunday(Number(day.slice(0, 4)));
  return day === addDays(easter, 1) || day === addDays(easter, 60);
}

/** The nearest working day before that one. */
export function workingDayBefore(day: string): string {
  let current = addDays(day, -1);
  while (isDayOff(current)) current = addDays(current, -1);
  return current;
}

export function addWorkingDays(day: string, count: number): string {
  let current = day;
  for (let left = count; left > 0; ) {
    current = addDays(current, 1);
    if (!isDayOff(current)) left -= 1;
  }
  return current;
}
