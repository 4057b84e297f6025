import type { ImportField } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { parseNip } from '@crm-gtd/shared/contracts/nip.ts';
import { isAppellation, isBlank, isPublicHost, oneLine } from './cell-values.ts';

/** What a column's values say about it. They refuse a field that the header promised, and name one only where there is no header. */

const address = /[^\s@<>;,]+@[^\s@<>;,]+\.[^\s@<>;,]{2,}/;
const postal = /^[A-Z]{0,2}[- ]?\d[\dA-Z -]{2,9}$/i;
const digitsOf = (value: string): number => value.replace(/\D/g, '').length;
const legalForms =
  /\b(sp\.? ?z ?o\.? ?o|spółka|s\.a\.|sp\.? ?[jk]\b|gmbh|ltd|llc|inc\b|s\.r\.o|firma|zakład|przedsiębiorstwo|hurtownia|p\.?p?\.?h\.?u?\b)/i;

/** What half of the values must be able to be, for the header to be believed. */
const plausible: Partial<Record<ImportField, (value: string) => boolean>> = {
  phone: (value) => !address.test(value),
  'company.phone': (value) => !address.test(value),
  'company.nip': (value) => digitsOf(value) >= 7,
  'company.website': (value) => /\.\S/.test(value) && !isPublicHost(value),
  'company.domain': (value) => /\.\S/.test(value),
  postalCode: (value) => postal.test(value),
  'company.postalCode': (value) => postal.test(value),
  jobTitle: (value) => !/^\d+$/.test(value) && !isAppellation(value),
  firstName: (value) => /\p{L}/u.test(value) && !value.includes('@'),
  lastName: (value) => /\p{L}/u.test(value) && !value.includes('@'),
  fullName: (value) => /\p{L}/u.test(value) && !value.includes('@'),
  fullNameLastFirst: (value) => /\p{L}/u.test(value) && !value.includes('@'),
};

const filled = (samples: readonly string[]): string[] => samples.map(oneLine).filter((value) => !isBlank(value));

/** Headers that mean one thing: a column `E-mail` of broken addresses still is one. The others mean much (`Kod`, `VAT`, `Title`). */
const certain = 10;
const neverCertain: ReadonlySet<ImportField> = new Set(['phone', 'company.phone', 'company.website']);

export function refutes(field: ImportField, rank: number, samples: readonly string[]): boolean {
  if (rank < certain && !neverCertain.has(field)) return false;
  const fits = plausible[field];
  const values = filled(samples);
  return fits !== undefined && values.length > 0 && values.filter(fits).length < values.length * 0.5;
}

export const speaksOfFirms = (samples: readonly string[]): boolean => {
  const values = filled(samples);
  return values.length > 0 && values.filter((value) => legalForms.test(value)).length >= values.length * 0.3;
};

const isRegon = (value: string): boolean => {
  if (!/^\d{9}$/.test(value)) return false;
  const sum = [8, 9, 2, 3, 4, 5, 6, 7].reduce((total, weight, index) => total + weight * Number(value[index]), 0);
  return (sum % 11) % 10 === Number(value[8]);
};
const isPhone = (value: string): boolean => /^(\+|00)?[\d\s()/-]{9,20}$/.test(value) && digitsOf(value) >= 9 && digitsOf(value) <= 13;

const shapes: readonly (readonly [ImportField, (value: string) => boolean])[] = [
  ['email', (value) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value)],
  ['company.nip', (value) => parseNip(value) !== undefined],
  ['postalCode', (value) => /^\d{2}-\d{3}$/.test(value)],
  ['phone', (value) => isPhone(value) && !isRegon(value)],
  ['street', (value) => /^(ul|al|pl|os|aleja|ulica|plac|osiedle)\.? \S/i.test(value)],
];

/** Three of four must look alike. Dates and web addresses may be anything's, so they never tell. */
export function fieldOfValues(samples: readonly string[]): ImportField | undefined {
  const values = filled(samples);
  if (values.length === 0) return undefined;
  return shapes.find(([, fits]) => values.filter(fits).length >= values.length * 0.75)?.[0];
}
