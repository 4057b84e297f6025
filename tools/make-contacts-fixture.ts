/**
 * node tools/make-contacts-fixture.ts
 * Writes services/crm/fixtures/contacts-400.csv: invented people at firms that do not exist, in the state in which such lists arrive.
 * Windows-1250, semicolons, quoted separators and line breaks, duplicates, bad e-mails and NIPs, missing names, formula cells. The same bytes every time.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// The package belongs to the service that reads such files.
const iconv = createRequire(join(import.meta.dirname, '../services/crm/package.json'))('iconv-lite') as {
  encode(text: string, encoding: string): Buffer;
};

const rows = 400;
const random = mulberry32(20_261_122);
const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
const chance = (share: number): boolean => random() < share;
const digits = (count: number): string => Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const firstNames = ['Łucja', 'Żaneta', 'Świętosława', 'Bożydar', 'Zdzisław', 'Gościwit', 'Józef', 'Halina', 'Teresa', 'Olgierd'];
const surnameParts = [
  ['Zażółć', 'Śniad', 'Grzęd', 'Mąk', 'Gęśl', 'Chrząszcz', 'Ćmi', 'Łąk'],
  ['owicki', 'ński', 'eła', 'arz', 'ak', 'uk', 'yga'],
] as const;
const firmParts = [
  ['Żuraw', 'Ćma', 'Świt', 'Łoś', 'Gęś', 'Dąb', 'Źródło', 'Bór'],
  ['pol', 'mix', 'tex', 'bud', 'trans', 'med'],
] as const;
const forms = ['Sp. z o.o.', 'S.A.', 'Sp. k.', 's.c.', ''];
const cities = [
  ['Łódź', '90-001'],
  ['Kraków', '30-001'],
  ['Świętochłowice', '41-600'],
  ['Żywiec', '34-300'],
] as const;
const notes = [
  '',
  '',
  'Poznany na targach; oddzwonić',
  'Prosi o ofertę "na już"',
  'Linia 1\nLinia 2',
  '=HYPERLINK("http://example.test";"x")',
  '@SUM(1)',
  '-1+1',
];

const ascii = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]/g, '');

function validNip(): string {
  for (;;) {
    const nine = `1${digits(8)}`;
    const control = [6, 5, 7, 2, 3, 4, 5, 6, 7].reduce((sum, weight, index) => sum + weight * Number(nine[index]), 0) % 11;
    if (control < 10) return `${nine}${control}`;
  }
}

type Firm = Readonly<{ name: string; domain: string; nip: string }>;
const firms: Firm[] = Array.from({ length: 60 }, (_, index) => {
  const name = `${pick(firmParts[0])}${pick(firmParts[1])}`;
  return { name, domain: `${ascii(name)}${index}.example`, nip: validNip() };
});

const spellNip = (nip: string): string =>
  pick([nip, `PL${nip}`, `${nip.slice(0, 3)}-${nip.slice(3, 6)}-${nip.slice(6, 8)}-${nip.slice(8)}`]);
const wrongNip = (nip: string): string => `${nip.slice(0, 9)}${(Number(nip[9]) + 1) % 10}`;
const spellPhone = (phone: string): string => {
  const [a, b, c] = [phone.slice(0, 3), phone.slice(3, 6), phone.slice(6)];
  return pick([phone, `+48 ${a} ${b} ${c}`, `(${a}) ${b} ${c}`, `0048${phone}`, `${a}-${b}-${c}`]);
};
const spellDay = (): string => {
  const [month, day] = [`${1 + Math.floor(random() * 12)}`.padStart(2, '0'), `${1 + Math.floor(random() * 28)}`.padStart(2, '0')];
  return pick(['', `${day}.${month}.2026`, `2026-${month}-${day}`, `${day}/${month}/2026`]);
};

function person(index: number): string[] {
  const firm = pick(firms);
  const [firstName, lastName] = chance(0.02) ? ['', ''] : [pick(firstNames), `${pick(surnameParts[0])}${pick(surnameParts[1])}`];
  const address = `${ascii(firstName || 'x')}.${ascii(lastName || 'x')}${index}@${firm.domain}`;
  const email = chance(0.03) ? '' : chance(0.02) ? address.replace('@', ' at ') : chance(0.05) ? ` ${address.toUpperCase()} ` : address;
  const [city, postalCode] = pick(cities);
  return [
    firstName,
    lastName,
    email,
    spellPhone(`5${digits(8)}`),
    pick(['Prezes', 'Księgowa', 'Kierownik zakupów', '']),
    `${firm.name} ${pick(forms)}`,
    spellNip(chance(0.03) ? wrongNip(firm.nip) : firm.nip),
    pick(['', firm.domain, `https://${firm.domain}`]),
    `ul. Źródlana ${1 + index}`,
    postalCode,
    city,
    pick(['', 'klient', 'klient,VIP', 'targi 2026, lead']),
    pick(notes),
    spellDay(),
  ];
}

const header = [
  'Imię',
  'Nazwisko',
  'E-mail',
  'Telefon',
  'Stanowisko',
  'Firma',
  'NIP',
  'Strona WWW',
  'Ulica',
  'Kod pocztowy',
  'Miasto',
  'Tagi',
  'Uwagi',
  'Ostatni kontakt',
];
const people: string[][] = [];
while (people.length < rows) {
  const earlier = people[Math.floor(random() * people.length)];
  people.push(earlier !== undefined && chance(0.05) ? [...earlier] : person(people.length));
}
const cell = (text: string): string => (/[";\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const text = [header, ...people].map((row) => `${row.map(cell).join(';')}\r\n`).join('');
const folder = join(import.meta.dirname, '../services/crm/fixtures');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'contacts-400.csv'), iconv.encode(text, 'windows-1250'));
