import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BatchInput, type NumberedRow, type Policy, planBatch } from './batch-plan.ts';
import { type CompanyState, type ContactState, createDirectory } from './directory.ts';
import type { ParsedRow, RowDraft } from './row.ts';

const importId = '0197a5b0-0000-7000-8000-000000000001';
const contact = (fields: Partial<ContactState> = {}): ContactState => ({
  id: '0197a5b0-0000-7000-8000-00000000000a',
  firstName: null,
  lastName: 'Nowak',
  email: 'jan@firma.pl',
  emailShared: false,
  phone: null,
  jobTitle: null,
  companyId: null,
  street: null,
  postalCode: null,
  city: null,
  notes: null,
  tags: [],
  lastContactOn: null,
  version: 3,
  ...fields,
});
const company = (fields: Partial<CompanyState> = {}): CompanyState => ({
  id: '0197a5b0-0000-7000-8000-00000000000c',
  name: 'Firma',
  nip: null,
  domain: null,
  website: null,
  phone: null,
  street: null,
  postalCode: null,
  city: null,
  notes: null,
  tags: [],
  version: 2,
  ...fields,
});
const row = (fields: Partial<RowDraft['contact']>, firm: Partial<CompanyState> | null = null, nameFromEmail = false): ParsedRow => {
  const { id: _id, companyId: _companyId, emailShared: _shared, version: _version, ...blank } = contact({ email: null });
  const { id: _firmId, version: _firmVersion, ...firmBlank } = company();
  return {
    ok: true,
    draft: {
      contact: { ...blank, ...fields },
      company: firm && { ...firmBlank, name: null, ...firm },
      nameFromEmail,
    },
    warnings: [],
  };
};
/** A row about a firm and nobody in it. */
const firmRow = (firm: Partial<CompanyState>): ParsedRow => {
  const parsed = row({}, firm);
  return parsed.ok ? { ...parsed, draft: { ...parsed.draft, contact: null } } : parsed;
};
const bad: ParsedRow = { ok: false, faults: [{ code: 'emailInvalid', field: 'email' }] };

const plan = (
  rows: ParsedRow[],
  policy: Policy = 'skip',
  known: { contacts?: ContactState[]; companies?: CompanyState[]; ours?: boolean; room?: number } = {},
) => {
  const directory = createDirectory();
  for (const state of known.companies ?? []) directory.addCompany({ stored: state, state, ours: known.ours ?? false });
  for (const state of known.contacts ?? []) directory.addContact({ stored: state, state });
  const numbered: NumberedRow[] = rows.map((parsed, index) => ({ rowNumber: index + 1, line: index + 2, parsed }));
  const input: BatchInput = { importId, rows: numbered, directory, policy, room: known.room ?? null };
  return planBatch(input);
};
const outcomes = (made: ReturnType<typeof plan>) => made.rows.map(({ outcome }) => outcome);

test('a duplicate within the file is judged like one in the database', () => {
  const twice = [row({ email: 'jan@firma.pl' }), row({ email: 'jan@firma.pl', phone: '1' })];
  expect(outcomes(plan(twice, 'skip'))).toEqual(['created', 'skipped']);
  expect(outcomes(plan(twice, 'create'))).toEqual(['created', 'created']);
  const updated = plan(twice, 'update');
  expect(outcomes(updated)).toEqual(['created', 'updated']);
  expect(updated.contactsCreated.map(({ state }) => state.phone)).toEqual(['1']);
  expect(updated.contactsUpdated).toEqual([]);
});

test('a skipped row brings no company', () => {
  const made = plan([row({ email: 'jan@firma.pl' }, { name: 'Nowa' })], 'skip', { contacts: [contact()] });
  expect(made).toMatchObject({ companiesCreated: [], events: [], counts: { skipped: 1 } });
});

test('an update writes and tells what differs, once, with what was before', () => {
  const made = plan([row({ email: 'jan@firma.pl', city: 'Łódź' }), row({ email: 'jan@firma.pl', phone: '1' })], 'update', {
    contacts: [contact({ city: 'Kraków' })],
  });
  expect(made.contactsUpdated).toMatchObject([
    { changedFields: ['phone', 'city'], before: { city: 'Kraków', phone: null }, after: { version: 4 } },
  ]);
  expect(made.events).toMatchObject([{ type: 'crm.contact.updated', data: { changedFields: ['phone', 'city'], importId } }]);
  expect(made.counts).toEqual({ created: 0, updated: 2, skipped: 0, failed: 0 });
});

test('an update that says nothing new counts as updated and writes nothing', () => {
  const made = plan([row({ email: 'jan@firma.pl' })], 'update', { contacts: [contact()] });
  expect(made).toMatchObject({ counts: { updated: 1 }, contactsUpdated: [], events: [] });
});

test('a mailing list renames nobody', () => {
  const made = plan([row({ lastName: 'jan', email: 'jan@firma.pl' }, null, true)], 'update', {
    contacts: [contact({ lastName: 'Nowak' })],
  });
  expect(made.contactsUpdated).toEqual([]);
});

test('create marks the e-mail as shared when somebody has it', () => {
  const made = plan([row({ email: 'jan@firma.pl' }), row({ email: 'ewa@firma.pl' })], 'create', { contacts: [contact()] });
  expect(made.contactsCreated.map(({ state }) => state.emailShared)).toEqual([true, false]);
});

test('a company is found by NIP before domain before name; two NIPs or domains are two companies', () => {
  const companies = [
    company({ nip: '5261040828', domain: 'a.pl' }),
    company({ id: '0197a5b0-0000-7000-8000-00000000000d', name: 'Druga', domain: 'b.pl' }),
  ];
  const firms: Partial<CompanyState>[] = [
    { nip: '5261040828', domain: 'b.pl' },
    { domain: 'b.pl' },
    { name: 'firma' },
    { name: 'Firma', nip: '1132191233' },
    { name: 'Druga', domain: 'c.pl' },
  ];
  const made = plan(
    firms.map((firm, index) => row({ email: `${index}@x.pl` }, firm)),
    'skip',
    { companies },
  );
  const [first, second] = companies.map(({ id }) => id);
  expect(made.contactsCreated.map(({ state }) => state.companyId).slice(0, 3)).toEqual([first, second, first]);
  expect(made.companiesCreated.map(({ state }) => [state.name, state.nip])).toEqual([
    ['Firma', '1132191233'],
    ['Druga', null],
  ]);
});

test('blanks of a company are filled when the import made it or the user asked for updates, and only blanks', () => {
  const rows = [row({ email: 'a@x.pl' }, { name: 'Firma', nip: '5261040828', website: 'www.nowa.pl' })];
  const companies = [company({ website: 'www.stara.pl' })];
  expect(plan(rows, 'skip', { companies }).companiesUpdated).toEqual([]);
  expect(plan(rows, 'update', { companies }).companiesUpdated).toMatchObject([
    { changedFields: ['nip'], before: { nip: null }, after: { nip: '5261040828', website: 'www.stara.pl', version: 3 } },
  ]);
  expect(plan(rows, 'skip', { companies, ours: true }).companiesUpdated).toHaveLength(1);
});

test('rows beyond the plan fail; duplicates take no room', () => {
  const rows = [
    row({ email: 'a@x.pl' }),
    row({ email: 'a@x.pl' }),
    row({ email: 'b@x.pl' }),
    row({ email: 'c@x.pl' }, { name: 'Nie powstanie' }),
  ];
  const made = plan(rows, 'skip', { room: 2 });
  expect(outcomes(made)).toEqual(['created', 'skipped', 'created', 'failed']);
  expect(made.rows[3]?.faults).toEqual([{ code: 'planLimit', field: null }]);
  expect(made.companiesCreated).toEqual([]);
});

test('whatever the rows are, counts add up to them and each contact and event is made once', () => {
  const anyRow = fc.oneof(
    fc.constant(bad),
    fc
      .record({
        email: fc.option(fc.constantFrom('a@x.pl', 'b@x.pl', 'c@x.pl', 'd@x.pl')),
        phone: fc.option(fc.constantFrom('1', '2')),
        firm: fc.option(fc.constantFrom('A', 'B')),
      })
      .map(({ email, phone, firm }) => row({ email, phone }, firm === null ? null : { name: firm })),
  );
  fc.assert(
    fc.property(
      fc.array(anyRow, { maxLength: 40 }),
      fc.constantFrom<Policy>('skip', 'update', 'create', 'fill', 'overwrite'),
      fc.integer({ min: 0, max: 10 }),
      (rows, policy, room) => {
        const made = plan(rows, policy, { contacts: [contact({ email: 'a@x.pl' })], room });
        expect(Object.values(made.counts).reduce((sum, count) => sum + count, 0)).toBe(rows.length);
        expect(made.contactsCreated).toHaveLength(made.counts.created);
        expect(made.contactsCreated.length).toBeLessThanOrEqual(room);
        const owned = made.contactsCreated
          .filter(({ state }) => state.email !== null && !state.emailShared)
          .map(({ state }) => state.email);
        expect(new Set(owned).size).toBe(owned.length);
        expect(new Set(made.events.map(({ aggregateId, type }) => `${type} ${aggregateId}`)).size).toBe(made.events.length);
      },
    ),
  );
});

test('U12: fill fills what is blank and nothing else; overwrite replaces what the row says', () => {
  const known = { contacts: [contact({ city: 'Kraków', tags: ['stały'] })] };
  const rows = [row({ lastName: 'Nowak-Kot', email: 'jan@firma.pl', city: 'Łódź', phone: '1', tags: ['vip'] })];
  expect(plan(rows, 'fill', known).contactsUpdated).toMatchObject([
    { changedFields: ['phone', 'tags'], after: { lastName: 'Nowak', city: 'Kraków', phone: '1', tags: ['stały', 'vip'] } },
  ]);
  for (const policy of ['overwrite', 'update'] as const) {
    expect(plan(rows, policy, known).contactsUpdated).toMatchObject([{ after: { lastName: 'Nowak-Kot', city: 'Łódź', phone: '1' } }]);
  }
  expect(plan([row({ email: 'jan@firma.pl', phone: null })], 'overwrite', { contacts: [contact({ phone: '1' })] }).contactsUpdated).toEqual(
    [],
  );
});

test('U14: what the file says of the firm stands at the firm', () => {
  const address = { street: 'ul. Polna 3', postalCode: '00-950', city: 'Warszawa', phone: '22 555 00 11', website: 'www.firma.pl' };
  const made = plan([row({ email: 'a@x.pl' }, { name: 'Firma', ...address })]);
  expect(made.companiesCreated).toMatchObject([{ state: { name: 'Firma', ...address } }]);
  const filled = plan([row({ email: 'a@x.pl' }, { name: 'Firma', ...address })], 'fill', { companies: [company({ city: 'Łódź' })] });
  expect(filled.companiesUpdated).toMatchObject([{ after: { city: 'Łódź', street: null, phone: '22 555 00 11' } }]);
});

test('U14: firms alone are made, known again and changed as the user said', () => {
  const rows = [firmRow({ name: 'Tartak', nip: '5261040828', city: 'Poznań' })];
  const made = plan(rows);
  expect(made).toMatchObject({ counts: { created: 1 }, contactsCreated: [], rows: [{ outcome: 'created', contactId: null }] });
  const known = { companies: [company({ name: 'Tartak Sosna', nip: '5261040828', city: 'Łódź' })] };
  expect(plan(rows, 'skip', known)).toMatchObject({ counts: { skipped: 1 }, companiesUpdated: [] });
  expect(plan(rows, 'create', known)).toMatchObject({ counts: { skipped: 1 }, companiesCreated: [] });
  expect(plan(rows, 'fill', known)).toMatchObject({ counts: { updated: 1 }, companiesUpdated: [] });
  expect(plan(rows, 'overwrite', known).companiesUpdated).toMatchObject([{ after: { name: 'Tartak', city: 'Poznań' } }]);
  expect(plan(rows, 'skip', { room: 0 }).counts).toMatchObject({ created: 1, failed: 0 });
});

test('K2: people of one name in two cities are two, unless they have one phone', () => {
  const jan = { firstName: 'Jan', lastName: 'Kowalski' };
  expect(outcomes(plan([row({ ...jan, city: 'Gdańsk' }), row({ ...jan, city: 'Kraków' })]))).toEqual(['created', 'created']);
  expect(outcomes(plan([row({ ...jan, city: 'Gdańsk' }), row({ ...jan, city: 'GDANSK' })]))).toEqual(['created', 'skipped']);
  expect(outcomes(plan([row({ ...jan, city: 'Gdańsk' }), row(jan)]))).toEqual(['created', 'skipped']);
  const phone = '600100200';
  expect(outcomes(plan([row({ ...jan, phone, city: 'Gdańsk' }), row({ ...jan, phone, city: 'Kraków' })]))).toEqual(['created', 'skipped']);
});

test('K2: names are one only letter by letter', () => {
  const named = (lastName: string) => row({ firstName: 'Hans', lastName });
  expect(outcomes(plan([named('Müller'), named('Möller'), named('MÜLLER'), named('Erný'), named('Černý')]))).toEqual([
    'created',
    'created',
    'skipped',
    'created',
    'created',
  ]);
  const firms = ['Müller GmbH', 'Möller GmbH', 'Ромашка', 'РОМАШКА', 'müller gmbh'].map((name, index) =>
    row({ email: `${index}@x.pl` }, { name }),
  );
  expect(plan(firms).companiesCreated.map(({ state }) => state.name)).toEqual(['Müller GmbH', 'Möller GmbH', 'Ромашка']);
});

test('U13: a warning stays with a row that was taken, and with no other', () => {
  const warned = (parsed: ParsedRow): ParsedRow =>
    parsed.ok ? { ...parsed, warnings: [{ code: 'nipLeftOut', field: 'company.nip', value: '123' }] } : parsed;
  const made = plan([warned(row({ email: 'a@x.pl' })), warned(row({ email: 'a@x.pl' }))]);
  expect(made.warned).toBe(1);
  expect(made.rows.map(({ outcome, warnings }) => [outcome, warnings?.length ?? 0])).toEqual([
    ['created', 1],
    ['skipped', 0],
  ]);
});
