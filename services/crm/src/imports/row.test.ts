import { CompanyFields } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { ContactFields } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { ImportField } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRow, type RowDraft } from './row.ts';
import { columnsOf, type RowFault } from './row-reader.ts';

const parse = (row: Partial<Record<ImportField, string>>, extra: string[] = []) => {
  const fields = Object.keys(row) as ImportField[];
  return parseRow([...Object.values(row), ...extra], {
    headers: fields.map((field) => `H ${field}`),
    fields,
    dayOrders: fields.map(() => null),
  });
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
    company: {
      name: '"Polotech" S.A.',
      nip: '5261040828',
      domain: 'polotech.pl',
      website: 'https://www.polotech.pl/o-nas',
      phone: null,
      street: 'ul. Długa 1',
      postalCode: '40-414',
      city: 'Katowice',
      notes: null,
      tags: [],
    },
    nameFromEmail: false,
  });
});

test.each<[string, Partial<Record<ImportField, string>>, RowFault[]]>([
  ['a bad e-mail', { lastName: 'N', email: 'jan at firma.pl' }, [{ code: 'emailInvalid', field: 'email' }]],
  ['neither name nor e-mail nor firm', { lastName: '', email: 'brak', phone: '600100200' }, [{ code: 'nameMissing', field: 'lastName' }]],
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
  expect(contact?.notes?.split('\n').sort()).toEqual(
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
        { headers: fields.map(String), fields, dayOrders: fields.map(() => null) },
      );
      if (!parsed.ok) return;
      const { contact, company } = parsed.draft;
      if (contact !== null) expect(ContactFields.parse({ ...contact, companyId: null })).toEqual({ ...contact, companyId: null });
      expect(JSON.stringify(parsed.draft).isWellFormed()).toBe(true);
      if (company !== null)
        CompanyFields.parse({
          ...company,
          name: company.name ?? company.domain ?? `NIP ${company.nip}`,
        });
    }),
    { numRuns: 500 },
  );
});

const warningsOf = (row: Partial<Record<ImportField, string>>) => {
  const parsed = parse(row);
  return parsed.ok ? parsed.warnings.map(({ code, value }) => [code, value]) : parsed.faults;
};

test.each<[string, Partial<Record<ImportField, string>>]>([
  ['nipLeftOut', { lastName: 'N', 'company.name': 'Firma', 'company.nip': '1234567890' }],
  ['dateUnreadable', { lastName: 'N', lastContactOn: 'po świętach' }],
  ['emailExtra', { lastName: 'N', email: 'a@x.pl, b@x.pl' }],
  ['phoneLeftOut', { lastName: 'N', phone: 'abc telefon' }],
  ['phoneExtra', { lastName: 'N', phone: '600100202 ::: 600100203' }],
  ['phoneRounded', { lastName: 'N', phone: '4,86009E+10' }],
  ['textCut', { lastName: 'N', city: 'x'.repeat(121) }],
  ['tagsLeftOut', { lastName: 'N', tags: 'x'.repeat(61) }],
  ['domainLeftOut', { lastName: 'N', 'company.domain': 'nie ma' }],
])('U13: nobody is left out for a side value: %s', (code, row) => {
  expect(warningsOf(row)).toEqual([[code, expect.any(String)]]);
  expect(draftOf(row).contact).toMatchObject({ lastName: 'N' });
});

test('U13: a wrong NIP leaves the person and his firm, and stands in the notes', () => {
  expect(draftOf({ lastName: 'N', 'company.name': 'Firma', 'company.nip': '123-456-78-90' })).toMatchObject({
    contact: { lastName: 'N', notes: 'H company.nip: 123-456-78-90' },
    company: { name: 'Firma', nip: null },
  });
});

test('U13: a name or an e-mail suffices, as the mapping step says', () => {
  expect(draftOf({ firstName: '', lastName: ' ', email: 'jan.kot@firma.pl' })).toMatchObject({
    contact: { firstName: null, lastName: 'jan.kot', email: 'jan.kot@firma.pl' },
    nameFromEmail: true,
  });
});

test("K7: of two addresses in a cell the first is the contact's, the other stands in the notes", () => {
  expect(draftOf({ lastName: 'Sowa', email: 'b.sowa@x.pl ::: bs@x.pl' }).contact).toMatchObject({
    email: 'b.sowa@x.pl',
    notes: 'H email: bs@x.pl',
  });
});

test('U14: a row without a person is its firm, with everything the row says', () => {
  expect(
    draftOf({ lastName: '', 'company.name': 'Tartak', phone: '61 111 22 33', city: 'Poznań', tags: 'drewno', notes: 'stały' }),
  ).toEqual({
    contact: null,
    company: expect.objectContaining({ name: 'Tartak', phone: '61 111 22 33', city: 'Poznań', tags: ['drewno'], notes: 'stały' }),
    nameFromEmail: false,
  });
  expect(draftOf({ 'company.name': 'Tartak', email: 'biuro@tartak.pl' })).toMatchObject({
    contact: null,
    company: { notes: 'H email: biuro@tartak.pl' },
  });
  expect(draftOf({ 'company.name': 'Tartak', email: 'jan.sosna@tartak.pl' })).toMatchObject({ contact: { lastName: 'jan.sosna' } });
  expect(faultsOf({ lastName: '', 'company.name': 'Tartak', email: 'jan at tartak' })).toEqual([{ code: 'emailInvalid', field: 'email' }]);
});

test("U14: a firm with an address of its own does not take the person's", () => {
  const row = {
    lastName: 'N',
    city: 'Łódź',
    street: 'Polna 3',
    'company.name': 'Firma',
    'company.city': 'Gdańsk',
    'company.phone': '58 300',
  } as const;
  expect(draftOf(row)).toMatchObject({
    contact: { city: 'Łódź', phone: null },
    company: { city: 'Gdańsk', street: null, phone: '58 300' },
  });
});

test('K6: days that may be two days are told, not guessed', () => {
  const columns = (dayOrder: 'open' | 'monthFirst') =>
    columnsOf([{ header: 'N' }, { header: 'D', dayOrder }], { '0': 'lastName', '1': 'lastContactOn' });
  expect(parseRow(['N', '05/04/2026'], columns('open'))).toMatchObject({
    draft: { contact: { lastContactOn: null, notes: 'D: 05/04/2026' } },
    warnings: [{ code: 'dateUnclear' }],
  });
  expect(parseRow(['N', '05/04/2026'], columns('monthFirst'))).toMatchObject({
    draft: { contact: { lastContactOn: '2026-05-04' } },
    warnings: [],
  });
  const chosen = columnsOf([{ header: 'N' }, { header: 'D', dayOrder: 'open' }], { '0': 'lastName', '1': 'lastContactOn' }, 'dayFirst');
  expect(parseRow(['N', '05/04/2026'], chosen)).toMatchObject({ draft: { contact: { lastContactOn: '2026-04-05' } } });
});

test('U44: phones of a downloaded file lose the apostrophe that guarded them', () => {
  expect(draftOf({ lastName: 'N', phone: "'+48 556 100 200" }).contact?.phone).toBe('+48 556 100 200');
  expect(draftOf({ lastName: 'N', phone: "'600100200" }).contact?.phone).toBe('600100200');
  expect(draftOf({ lastName: 'N', phone: '="600100200"' }).contact?.phone).toBe('600100200');
});

test('K6: the lines and numbers of a street are one', () => {
  const columns = columnsOf(
    ['N', 'Ulica', 'Nr domu', 'Nr lokalu', 'Ulica 2'].map((header) => ({ header })),
    {
      '0': 'lastName',
      '1': 'street',
      '2': 'street',
      '3': 'street',
      '4': 'street',
    },
  );
  expect(parseRow(['N', 'Polna', '3', '4', 'wejście B'], columns)).toMatchObject({
    draft: { contact: { street: 'Polna 3/4, wejście B' } },
  });
});
