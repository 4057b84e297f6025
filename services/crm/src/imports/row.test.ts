import { CompanyFields } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { ContactFields } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { ImportField } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRow, type RowDraft, type RowFault } from './row.ts';

const parse = (row: Partial<Record<ImportField, string>>, extra: string[] = []) => {
  const fields = Object.keys(row) as ImportField[];
  return parseRow([...Object.values(row), ...extra], { headers: fields.map((field) => `H ${field}`), fields });
};
const draftOf = (row: Partial<Record<ImportField, string>>): RowDraft => {
  const parsed = parse(row);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.draft;
};
const faultsOf = (row: Partial<Record<ImportField, string>>, extra?: string[]): readonly RowFault[] => {
  const parsed = parse(row, extra);
  return parsed.ok ? [] : parsed.faults;
};

test('a full row becomes a contact and its company', () => {
  expect(
    draftOf({
      firstName: ' Łukasz ',
      lastName: 'Źródłowski',
      email: ' LUKASZ@Firma.PL ',
      phone: '+48  623 854 220',
      jobTitle: 'Prezes',
      street: 'ul. Długa 1',
      postalCode: '40-414',
      city: 'Katowice',
      notes: 'Linia 1\r\nLinia 2',
      tags: 'klient,VIP',
      lastContactOn: '13.02.2026',
      'company.name': '"Polotech" S.A.',
      'company.nip': 'PL 526-104-08-28',
      'company.website': 'https://www.polotech.pl/o-nas',
    }),
  ).toEqual({
    contact: {
      firstName: 'Łukasz',
      lastName: 'Źródłowski',
      email: 'lukasz@firma.pl',
      phone: '+48 623 854 220',
      jobTitle: 'Prezes',
      street: 'ul. Długa 1',
      postalCode: '40-414',
      city: 'Katowice',
      notes: 'Linia 1\nLinia 2',
      tags: ['klient', 'VIP'],
      lastContactOn: '2026-02-13',
    },
    company: { name: '"Polotech" S.A.', nip: '5261040828', domain: 'polotech.pl', website: 'https://www.polotech.pl/o-nas' },
    nameFromEmail: false,
  });
});

test.each<[string, Partial<Record<ImportField, string>>, RowFault[]]>([
  ['a bad e-mail', { lastName: 'N', email: 'jan at firma.pl' }, [{ code: 'emailInvalid', field: 'email' }]],
  ['a bad NIP', { lastName: 'N', 'company.nip': '1234567890' }, [{ code: 'nipInvalid', field: 'company.nip' }]],
  [
    'both',
    { lastName: 'N', email: '@', 'company.nip': '123' },
    [
      { code: 'emailInvalid', field: 'email' },
      { code: 'nipInvalid', field: 'company.nip' },
    ],
  ],
  ['no name', { firstName: '', lastName: ' ', email: 'jan@firma.pl' }, [{ code: 'nameMissing', field: 'lastName' }]],
  ['neither name nor e-mail', { email: '', phone: '600100200' }, [{ code: 'nameMissing', field: 'email' }]],
  ['notes beyond all bounds', { lastName: 'N', notes: 'x'.repeat(10_001) }, [{ code: 'textTooLong', field: 'notes' }]],
])('%s fails the row', (_name, row, faults) => expect(faultsOf(row)).toEqual(faults));

test('text beyond the last column fails the row, empty cells there do not', () => {
  expect(faultsOf({ lastName: 'N' }, ['', 'x'])).toEqual([{ code: 'tooManyCells', field: null }]);
  expect(faultsOf({ lastName: 'N' }, ['', ' '])).toEqual([]);
});

test('one name alone is the last name; a mailing list is named after its addresses', () => {
  expect(draftOf({ firstName: 'Jan', lastName: '' }).contact).toMatchObject({ firstName: null, lastName: 'Jan' });
  expect(draftOf({ email: 'jan.nowak@firma.pl' })).toMatchObject({ contact: { lastName: 'jan.nowak' }, nameFromEmail: true });
  expect(draftOf({ fullName: 'Jan Nowak' }).contact).toMatchObject({ firstName: 'Jan', lastName: 'Nowak' });
});

test('what a field cannot hold goes to the notes under its header', () => {
  const { contact } = draftOf({
    lastName: 'N',
    lastContactOn: 'po świętach',
    phone: '9'.repeat(50),
    notes: 'Ważne',
    'company.nip': 'DE123456789',
  });
  expect(contact).toMatchObject({ lastContactOn: null, phone: '9'.repeat(40) });
  expect(contact.notes?.split('\n').sort()).toEqual(
    ['H company.nip: DE123456789', 'H lastContactOn: po świętach', `H phone: ${'9'.repeat(50)}`, 'Ważne'].sort(),
  );
});

test('the words people write for nothing are nothing', () => {
  expect(draftOf({ lastName: 'N', email: 'brak', phone: '-', 'company.nip': 'n/a', lastContactOn: '—' })).toMatchObject({
    contact: { email: null, phone: null, lastContactOn: null, notes: null },
    company: null,
  });
});

test('a formula is stored as the text it is', () => {
  expect(draftOf({ lastName: 'N', notes: '=HYPERLINK("http://x";"y")', jobTitle: '@SUM(1)' }).contact).toMatchObject({
    notes: '=HYPERLINK("http://x";"y")',
    jobTitle: '@SUM(1)',
  });
});

test('public hosts are no domain of a firm', () => {
  expect(draftOf({ lastName: 'N', 'company.name': 'Firma', 'company.website': 'www.facebook.com/firma' }).company).toMatchObject({
    domain: null,
  });
});

test('whatever the cells hold, a draft fits the contracts of contacts and companies', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom('jan@firma.pl', '5261040828', '13.02.2026', 'www.firma.pl', '=1+1', 'x'.repeat(300), '😀'.repeat(150)),
  );
  const fields = ImportField.options;
  fc.assert(
    fc.property(fc.array(cell, { minLength: fields.length, maxLength: fields.length }), (cells) => {
      const parsed = parseRow(
        cells.map((text) => text.replaceAll('\0', '').toWellFormed()),
        { headers: fields.map(String), fields },
      );
      if (!parsed.ok) return;
      const { contact, company } = parsed.draft;
      expect(ContactFields.parse({ ...contact, companyId: null })).toEqual({ ...contact, companyId: null });
      expect(JSON.stringify(parsed.draft).isWellFormed()).toBe(true);
      if (company !== null)
        CompanyFields.parse({
          ...company,
          name: company.name ?? company.domain ?? `NIP ${company.nip}`,
          phone: null,
          street: null,
          postalCode: null,
          city: null,
          notes: null,
          tags: [],
        });
    }),
    { numRuns: 500 },
  );
});
