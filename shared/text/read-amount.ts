import { foldedTyped } from './typed.ts';

export type AmountFault = 'unreadable' | 'tooPrecise' | 'negative' | 'tooLarge';
export type AmountCurrency = 'PLN' | 'EUR' | 'USD' | 'GBP' | 'CZK';
export type ReadAmount =
  | Readonly<{ ok: true; minor: number; currency: AmountCurrency | undefined }>
  | Readonly<{ ok: false; fault: AmountFault }>;
export type AmountRules = Readonly<{
  /** The reader's own decimal sign: it alone decides what a lone sign with three digits behind it is. */
  decimal: ',' | '.';
  /** The largest amount in minor units that its place can hold, either way. */
  most: number;
  mayBeNegative?: boolean;
}>;

/** Each currency's signs and words, folded. */
const currencies: Readonly<Record<AmountCurrency, string>> = {
  PLN: 'zl|zlot(?:y|e|ych)|pln',
  EUR: '€|eur|euro',
  USD: 'us\\$|\\$|usd',
  GBP: '£|gbp',
  CZK: 'kc|czk',
};
const anyCurrency = Object.values(currencies).join('|');
const framed = new RegExp(
  `^(?<open>\\()?(?<sign>[-+])? ?(?:(?<before>${anyCurrency})\\.?)? ?(?<inner>[-+])? ?(?<number>\\d[\\d .,']*|[.,]\\d+)(?<dash>(?<=[.,])-)? ?(?:(?<after>${anyCurrency})\\.?)?(?<close>\\))?$`,
);

/** Longer than any way to write an amount. */
const longest = 60;
/** Beyond it a whole number of minor units is not exact. */
const mostDigits = 13;

/**
 * An amount as people write it: 12500,50, 12 500,50 with a space of any kind, 12.500,50, 12,500.50, 12'500.50, with its currency or without.
 * A lone dot or comma with three digits behind it parts thousands, unless it is the reader's decimal sign: then it has too many decimals.
 * Never a guess: what fits no way of writing is a fault.
 */
export function readAmount(typed: string, rules: AmountRules): ReadAmount {
  const parts = framed.exec(foldedTyped(typed.slice(0, longest)).replace(/[’ʼ′`]/g, "'"))?.groups;
  const currency = parts && currencyIn(parts['before'], parts['after']);
  if (
    typed.length > longest ||
    parts === undefined ||
    currency === null ||
    (parts['open'] === undefined) !== (parts['close'] === undefined)
  )
    return no('unreadable');
  const number = readNumber(parts['number']?.trim() ?? '', rules.decimal);
  if (typeof number === 'string') return no(number);
  const negative = signOf(parts);
  if (negative === undefined) return no('unreadable');
  if (negative && number.minor !== 0 && rules.mayBeNegative !== true) return no('negative');
  if (number.minor > rules.most) return no('tooLarge');
  return { ok: true, minor: negative && number.minor !== 0 ? -number.minor : number.minor, currency };
}

const no = (fault: AmountFault): ReadAmount => ({ ok: false, fault });

/** Accountants write a negative amount in brackets; two signs are a slip of the hand. */
function signOf({ open, sign, inner }: Readonly<Record<string, string | undefined>>): boolean | undefined {
  const signs = [open, sign, inner].filter((each) => each !== undefined);
  return signs.length > 1 ? undefined : signs[0] === '(' || signs[0] === '-';
}

/** Undefined when none is named, null when two are. */
function currencyIn(before: string | undefined, after: string | undefined): AmountCurrency | null | undefined {
  const [first, second] = [before, after].map((word) => word && currencyNamed(word));
  return first && second && first !== second ? null : (first ?? second) || undefined;
}

const currencyNamed = (word: string): AmountCurrency | undefined =>
  (Object.keys(currencies) as AmountCurrency[]).find((code) => new RegExp(`^(?:${currencies[code]})$`).test(word));

function readNumber(text: string, decimal: ',' | '.'): { minor: number } | AmountFault {
  const [whole, cents] = halves(text, decimal);
  const digits = ungrouped(whole);
  if (digits === undefined) return 'unreadable';
  if (cents.length > 2) return 'tooPrecise';
  if (digits.length > mostDigits) return 'tooLarge';
  return { minor: Number(digits) * 100 + Number(cents.padEnd(2, '0')) };
}

/** What stands before the decimal sign and behind it. */
function halves(text: string, decimal: ',' | '.'): [whole: string, cents: string] {
  const marks = text.replace(/\d/g, '');
  const last = marks.at(-1) ?? '';
  const place = text.lastIndexOf(last);
  const partsThousands = marks.length === 1 && last !== decimal && text.length - place === 4;
  if (!/[.,]/.test(last) || marks.slice(0, -1).includes(last) || partsThousands) return [text, ''];
  return [text.slice(0, place), text.slice(place + 1)];
}

/** The digits without the signs between thousands, which must be of one kind and in their places. */
function ungrouped(whole: string): string | undefined {
  const mark = /\D/.exec(whole)?.[0];
  if (mark === undefined) return whole === '' ? '0' : whole.replace(/^0+(?=\d)/, '');
  const [head = '', ...groups] = whole.split(mark);
  return /^\d{1,3}$/.test(head) && groups.every((group) => /^\d{3}$/.test(group))
    ? [head, ...groups].join('').replace(/^0+(?=\d)/, '')
    : undefined;
}
