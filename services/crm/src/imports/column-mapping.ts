import { type ImportField, type ImportMapping, repeatableFields } from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { FieldError } from '@crm-gtd/shared/errors/app-error.ts';
import { fieldOfValues, refutes, speaksOfFirms } from './column-values.ts';
import { type HeaderMeaning, isHouseNumber, meaningOf, plain } from './header-words.ts';

const repeatable: ReadonlySet<ImportField> = new Set(repeatableFields);

type Column = Readonly<{ index: number; header: string; samples: readonly string[] }>;
type Claim = Readonly<{ index: number; header: string }> & HeaderMeaning;

/**
 * Headers speak; values only confirm or refuse what they say. Of several columns for one field the best named one has it, the
 * others are left out. In a file without a header values speak, where they can only be one thing.
 */
export function suggestMapping(names: readonly string[], samples: readonly (readonly string[])[]): ImportMapping {
  const columns = names.map((header, index) => ({ index, header, samples: samples[index] ?? [] }));
  const claims = columns.flatMap((column) => claimOf(column));
  const chosen = new Map<number, ImportField>();
  const taken = new Set<ImportField>();
  for (const { index, field } of withoutDoubles(namesOfFirms(claims, columns)).toSorted((a, b) => a.rank - b.rank || a.index - b.index)) {
    if (taken.has(field)) continue;
    chosen.set(index, field);
    if (!repeatable.has(field)) taken.add(field);
  }
  if (names.every((header) => header === '')) addByValues(columns, chosen);
  return Object.fromEntries(names.map((_, index) => [`${index}`, chosen.get(index) ?? null]));
}

function claimOf({ index, header, samples }: Column): Claim[] {
  const meaning = meaningOf(header);
  return meaning === undefined || refutes(meaning.field, meaning.rank, samples) ? [] : [{ index, header, ...meaning }];
}

function addByValues(columns: readonly Column[], chosen: Map<number, ImportField>): void {
  for (const { index, samples } of columns) {
    const field = fieldOfValues(samples);
    if (field !== undefined && ![...chosen.values()].includes(field)) chosen.set(index, field);
  }
}

/** `Name` beside a tax number and without a person's name is the firm's, and better than its short name. */
function namesOfFirms(claims: readonly Claim[], columns: readonly Column[]): Claim[] {
  const named = claims.some(({ field, rank }) => field === 'company.name' && rank < 20);
  const firms = claims.some(({ field }) => field === 'company.nip') && !claims.some(({ field }) => field === 'lastName');
  return claims.map((claim) =>
    claim.field === 'fullName' && claim.rank >= 20 && !named && (firms || speaksOfFirms(columns[claim.index]?.samples ?? []))
      ? { ...claim, field: 'company.name', rank: 15 }
      : claim,
  );
}

/** `Imię` and `Nazwisko` beside `Osoba` or `Name`: the parts are better than the whole. */
function withoutDoubles(claims: readonly Claim[]): Claim[] {
  const fields = new Set(claims.map(({ field }) => field));
  const order: readonly ImportField[] = fields.has('fullNameLastFirst') ? ['fullName'] : [];
  const wholes: readonly ImportField[] = fields.has('lastName') ? ['fullName', 'fullNameLastFirst'] : order;
  const street = streetOf(claims);
  return claims.filter((claim) => !wholes.includes(claim.field) && (claim.field !== 'street' || street.includes(claim)));
}

const unnumbered = (header: string): string => plain(header).replace(/\d+/g, '').trim();

/** One address: its lines and its house number, not another address's. */
function streetOf(claims: readonly Claim[]): readonly Claim[] {
  const streets = claims.filter(({ field }) => field === 'street');
  const lines = streets.filter(({ header }) => !isHouseNumber(header));
  const [best] = lines.toSorted((a, b) => a.rank - b.rank || a.index - b.index);
  if (best === undefined) return [];
  return streets.filter(({ header }) => isHouseNumber(header) || unnumbered(header) === unnumbered(best.header));
}

const identifying: readonly ImportField[] = [
  'firstName',
  'lastName',
  'fullName',
  'fullNameLastFirst',
  'email',
  'company.name',
  'company.nip',
];

/** Everything that is wrong with a mapping, or nothing. */
export function mappingFaults(mapping: ImportMapping, columns: number): FieldError[] {
  const chosen = Object.entries(mapping).filter((entry): entry is [string, ImportField] => entry[1] !== null);
  const faults: FieldError[] = chosen
    .filter(([index]) => Number(index) >= columns)
    .map(([index]) => ({ path: `mapping.${index}`, code: 'unknownColumn', message: 'The file has no such column.' }));
  for (const [position, [index, field]] of chosen.entries()) {
    if (repeatable.has(field) || !chosen.slice(0, position).some(([, earlier]) => earlier === field)) continue;
    faults.push({ path: `mapping.${index}`, code: 'fieldTwice', message: `Another column fills ${field} already.` });
  }
  if (!chosen.some(([, field]) => identifying.includes(field))) {
    faults.push({ path: 'mapping', code: 'nameOrEmailNeeded', message: 'One column must hold a name, an e-mail address or a company.' });
  }
  return faults;
}
