import type { Locale } from '@crm-gtd/shared/contracts/gateway/identity.ts';

const tagOf: Readonly<Record<Locale, string>> = { pl: 'pl-PL', en: 'en-GB' };
const steps = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;
const sizes = [
  ['gigabyte', 1_000_000_000],
  ['megabyte', 1_000_000],
  ['kilobyte', 1_000],
  ['byte', 1],
] as const;

/** Figures that only this screen shows: spans of time, sizes, and the second a reading was taken. */
export const figuresOf = (locale: Locale, timeZone: string) => {
  const tag = tagOf[locale];
  const inUnit = (value: number, unit: string, digits = 0): string =>
    new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(value);
  const clock = new Intl.DateTimeFormat(tag, { timeStyle: 'medium', timeZone, hourCycle: 'h23' });
  return {
    /** The two largest units: nobody needs the seconds of a process that runs for days. */
    span: (seconds: number): string => {
      const whole = Math.max(0, Math.round(seconds));
      const at = Math.max(
        0,
        steps.findIndex(([, size]) => whole >= size),
      );
      const first = whole < 1 ? steps[3] : steps[at];
      const second = whole < 1 ? undefined : steps[at + 1];
      const main = Math.floor(whole / (first?.[1] ?? 1));
      const rest = second ? Math.floor((whole - main * (first?.[1] ?? 1)) / second[1]) : 0;
      return [inUnit(main, first?.[0] ?? 'second'), ...(second && rest > 0 ? [inUnit(rest, second[0])] : [])].join(' ');
    },
    size: (bytes: number): string => {
      const [unit, size] = sizes.find(([, least]) => bytes >= least) ?? ['byte', 1];
      return inUnit(bytes / size, unit, bytes / size < 10 && unit !== 'byte' ? 1 : 0);
    },
    latency: (ms: number): string => inUnit(ms, 'millisecond', ms < 10 ? 1 : 0),
    second: (instant: string): string => clock.format(new Date(instant)),
  };
};

export type Figures = ReturnType<typeof figuresOf>;
