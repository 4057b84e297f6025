import type { ImportField } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { suggestMapping } from './column-mapping.ts';
import { decodeFile } from './csv-encoding.ts';
import { analyseCsv, readRecords, splitSeparatorLine } from './csv-file.ts';
import { parseRow, type RowDraft } from './row.ts';
import { columnsOf } from './row-reader.ts';
import { detectSeparator } from './separator.ts';

/** Bytes → mapping → rows, as an upload and a run go about it. */
async function imported(bytes: Buffer): Promise<Readonly<{ fields: Record<string, ImportField>; drafts: RowDraft[] }>> {
  const { text: whole } = decodeFile(bytes);
  const { separator: named, body: text } = splitSeparatorLine(whole);
  const separator = named ?? detectSeparator(text);
  const { headers, headerRow, samples, dayOrders } = await analyseCsv(text, separator);
  const mapping = suggestMapping(headers, samples);
  const columns = columnsOf(
    headers.map((header, index) => ({ header, dayOrder: dayOrders[index] ?? null })),
    mapping,
  );
  const drafts: RowDraft[] = [];
  let record = 0;
  for await (const { cells } of readRecords(text, separator)) {
    record += 1;
    const parsed = record > headerRow ? parseRow(cells, columns) : undefined;
    if (parsed?.ok) drafts.push(parsed.draft);
  }
  const fields = headers.flatMap((header, index) => (mapping[`${index}`] ? [[header, mapping[`${index}`]]] : []));
  return { fields: Object.fromEntries(fields) as Record<string, ImportField>, drafts };
}

const utf8 = (text: string): Buffer => Buffer.from(text);

/** The columns these programs export; the people are invented. */
const google =
  'First Name,Middle Name,Last Name,Nickname,Organization Name,Organization Title,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Website 1 - Value\n' +
  'Ada,Maria,Lis,,Huta Próbna,Kierowniczka,1984-05-17,Lubi kawę,https://lh3.googleusercontent.com/a,Klienci ::: * myContacts,* Work,ada@x.test ::: al@x.test,Mobile,600100201 ::: 600100202,"Polna 3\nŁódź",Polna 3,Łódź,90-001,https://x.test/ada\n' +
  'Jan,,Kos,,,,--03-12,,https://lh3.googleusercontent.com/b,* myContacts,,,,,,,,,\n';

test('K6: Google Contacts, as they are exported now', async () => {
  const { fields, drafts } = await imported(utf8(google));
  expect(Object.keys(fields)).not.toEqual(expect.arrayContaining(['Birthday']));
  expect(fields['Photo'] ?? fields['Website 1 - Value'] ?? fields['Birthday']).toBeUndefined();
  expect(drafts).toMatchObject([
    {
      contact: {
        firstName: 'Ada',
        lastName: 'Lis',
        email: 'ada@x.test',
        phone: '600100201',
        jobTitle: 'Kierowniczka',
        city: 'Łódź',
        tags: ['Klienci'],
        lastContactOn: null,
      },
      company: { name: 'Huta Próbna', website: null, domain: null, city: 'Łódź' },
    },
    { contact: { lastName: 'Kos', tags: [] }, company: null },
  ]);
  expect(drafts[0]?.contact?.notes).toContain('al@x.test');
});

test('K6: Google Contacts of former years, in UTF-16', async () => {
  const text =
    'Name,Given Name,Family Name,Birthday,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title\nJan Kos,Jan,Kos,1990-01-31,* My Contacts ::: Firma,* Work,kos@x.test,600200300,Kos i Spółka,Prezes\n';
  expect((await imported(iconv.encode(text, 'utf-16le', { addBOM: true }))).drafts).toMatchObject([
    {
      contact: { firstName: 'Jan', lastName: 'Kos', email: 'kos@x.test', jobTitle: 'Prezes', tags: ['Firma'], lastContactOn: null },
      company: { name: 'Kos i Spółka' },
    },
  ]);
});

test('K6: Outlook on a desk, in Windows-1250', async () => {
  const text =
    '"Title","First Name","Last Name","Company","Job Title","Business Street","Business City","Business Postal Code","Home City","Business Phone","Mobile Phone","Birthday","Categories","E-mail Address","E-mail Type","Web Page"\r\n"Mr.","Daniel","Żuraw","Stocznia","Dyrektor","Portowa 5","Gdańsk","80-001","","58 300 00 01","600 300 400","0/0/00","VIP;Hurt","d@x.test","SMTP","http://stocznia.test"\r\n';
  expect((await imported(iconv.encode(text, 'windows-1250'))).drafts).toMatchObject([
    {
      contact: { lastName: 'Żuraw', jobTitle: 'Dyrektor', city: 'Gdańsk', tags: ['VIP', 'Hurt'], lastContactOn: null },
      company: { name: 'Stocznia', city: 'Gdańsk', postalCode: '80-001', domain: 'stocznia.test' },
    },
  ]);
});

test.each<[string, string, object]>([
  [
    'HubSpot',
    '"Record ID","First Name","Last Name","Email","Phone Number","Contact owner","Last Activity Date","Create Date","Associated Company","Associated Company IDs","Job Title","City"\n"1","Ewa","Dudek","e@x.test","+48600500600","Jan (jan@x.test)","2026-03-04 10:15","2024-02-29 08:00","Mleczarnia","99","Księgowa","Łomża"\n',
    {
      contact: { lastName: 'Dudek', jobTitle: 'Księgowa', lastContactOn: '2026-03-04', email: 'e@x.test' },
      company: { name: 'Mleczarnia' },
    },
  ],
  [
    'Pipedrive',
    'Person - ID,Person - Name,Person - Label,Person - Organization,Person - Phone - Work,Person - Email - Work,Person - Owner,Person - Next activity date,Person - Last activity date\n17,Irena Bąk,Hot lead,Tartak,+48 61 100 00 00,i@x.test,Jan,2026-12-01,2026-11-02\n',
    { contact: { firstName: 'Irena', lastName: 'Bąk', lastContactOn: '2026-11-02', tags: ['Hot lead'] }, company: { name: 'Tartak' } },
  ],
  [
    'LinkedIn, below its preamble',
    'Notes:\n"When exporting, some addresses, may be missing."\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nJacek,Lis,https://www.linkedin.com/in/j,,"Fabryka, sp. z o.o.",Kierownik,12 Mar 2024\n',
    { contact: { lastName: 'Lis', jobTitle: 'Kierownik', lastContactOn: null }, company: { name: 'Fabryka, sp. z o.o.', website: null } },
  ],
  [
    'Salesforce, month first',
    '"Salutation","First Name","Last Name","Title","Account Name","Mailing Street","Mailing City","Mailing Zip/Postal Code","Phone","Email","Account Owner","Last Activity","Birthdate"\n"Ms.","Ewa","Jeleń","VP Sales","Kuźnia","Polna 1","Opole","45-001","77 400","e@x.test","Jan","11/26/2026","5/17/1984"\n"Ms.","Ola","Sarna","CFO","Kuźnia","Polna 1","Opole","45-001","77 401","o@x.test","Jan","05/04/2026","5/17/1984"\n',
    { contact: { jobTitle: 'VP Sales', city: 'Opole', lastContactOn: '2026-11-26' }, company: { name: 'Kuźnia' } },
  ],
  [
    'Thunderbird',
    'First Name,Last Name,Display Name,Primary Email,Work Phone,Mobile Number,Home City,Work Address,Work City,Work ZipCode,Job Title,Organization,Web Page 1,Birth Year\nEwa,Mewa,Ewa Mewa,e@x.test,58 500,600 666,,Morska 2,Sopot,81-700,Radca,Kancelaria,,1980\n',
    {
      contact: { lastName: 'Mewa', phone: '58 500', city: 'Sopot', postalCode: '81-700', jobTitle: 'Radca' },
      company: { name: 'Kancelaria' },
    },
  ],
  [
    'an invoicing program',
    'sep=;\r\n"Nazwa skrócona";"Nazwa pełna";"NIP";"E-mail";"Telefon";"Ulica";"Kod pocztowy";"Miasto"\r\n"TARTAK";"Tartak Sosna";"PL5261040828";"biuro@tartak.test";"61 111";"Leśna 4";"60-001";"Poznań"\r\n',
    {
      contact: null,
      company: { name: 'Tartak Sosna', nip: '5261040828', phone: '61 111', city: 'Poznań', notes: 'E-mail: biuro@tartak.test' },
    },
  ],
  [
    'an invoicing program in English',
    'Name,Shortcut,Tax no,Post code,City,Street,Country,Email,Phone,Www\nTartak Sosna,TARTAK,5261040828,60-001,Poznań,Leśna 4,PL,office@tartak.test,61 111,tartak.test\n',
    { contact: null, company: { name: 'Tartak Sosna', nip: '5261040828', city: 'Poznań', domain: 'tartak.test' } },
  ],
  [
    'a list of the national register',
    '\ufeffRegon;Nip;Nazwa;Wojewodztwo;Gmina;Miejscowosc;KodPocztowy;Ulica;NrNieruchomosci;NrLokalu\r\n000331501;5261040828;"ZAKŁAD ""TEST""";MAZOWIECKIE;Wola;Warszawa;00-925;Polna;208;3\r\n',
    { contact: null, company: { name: 'ZAKŁAD "TEST"', nip: '5261040828', street: 'Polna 208/3', phone: null, city: 'Warszawa' } },
  ],
  [
    'a list of surnames first',
    'Nazwisko i imię;E-mail\nNowak Jan;nj@x.test\n',
    { contact: { firstName: 'Jan', lastName: 'Nowak', email: 'nj@x.test' } },
  ],
])('K6: %s', async (_name, text, first) => expect((await imported(utf8(text))).drafts[0]).toMatchObject(first));

test('K6: one day that can only be month first says how the column is written', async () => {
  const { drafts } = await imported(utf8('Nazwisko;Ostatni kontakt\nA;11/26/2026\nB;05/04/2026\n'));
  expect(drafts.map(({ contact }) => contact?.lastContactOn)).toEqual(['2026-11-26', '2026-05-04']);
});

test('K6: days are read with the names of months too', async () => {
  const { drafts } = await imported(utf8('Nazwisko;Ostatni kontakt\nA;12 Mar 2024\nB;4 grudnia 2026\nC;2026-12-04\n'));
  expect(drafts.map(({ contact }) => contact?.lastContactOn)).toEqual(['2024-03-12', '2026-12-04', '2026-12-04']);
});
