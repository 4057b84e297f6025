import { expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { decodeFile } from './csv-encoding.ts';
import { analyseCsv, type CsvRecord, readRecords, splitSeparatorLine } from './csv-file.ts';
import { detectSeparator } from './separator.ts';

const polish = 'Imię;Miasto\r\nŁukasz;Świętochłowice\r\nŻaneta;Żółkiewka\r\n';
const utf16 = (text: string, encoding: 'utf-16le' | 'utf-16be', mark: boolean) => iconv.encode(text, encoding, { addBOM: mark });

const records = async (text: string, separator = ';'): Promise<CsvRecord[]> => {
  const found: CsvRecord[] = [];
  for await (const record of readRecords(text, separator)) found.push(record);
  return found;
};

test.each([
  ['UTF-8', Buffer.from(polish)],
  ['UTF-8', Buffer.from(`\ufeff${polish}`)],
  ['UTF-8', Buffer.from('Name;City\nJohn;London\n')],
  ['UTF-16LE', utf16(polish, 'utf-16le', true)],
  ['UTF-16BE', utf16(polish, 'utf-16be', true)],
  ['UTF-16LE', utf16('Name;City;Phone;Company\nJohn;London;1;Acme\n', 'utf-16le', false)],
  ['UTF-16BE', utf16('Name;City;Phone;Company\nJohn;London;1;Acme\n', 'utf-16be', false)],
  ['windows-1250', iconv.encode(polish, 'windows-1250')],
  ['windows-1250', iconv.encode('Imię;Firma\nŚwiatosława;„Źródło” – spółka z o.o.\n', 'windows-1250')],
  ['ISO-8859-2', iconv.encode(polish, 'iso-8859-2')],
  ['ISO-8859-2', iconv.encode('Nazwisko\nWiśniewska\nŹródłowski\nKąkol\n', 'iso-8859-2')],
  ['IBM852', iconv.encode(polish, 'cp852')],
])('recognises %s and keeps the letters (%#)', (encoding, bytes) => {
  const decoded = decodeFile(bytes);
  expect(decoded.encoding).toBe(encoding);
  expect(decoded.text).not.toMatch(/[\ufffd\u0080-\u009f]/);
});

test('letters that both Polish encodings share are read the same either way', () => {
  expect(decodeFile(iconv.encode('Imię\nZoé\nMałgorzata\n', 'windows-1250')).text).toBe('Imię\nZoé\nMałgorzata\n');
});

test.each([
  ['a NUL byte', Buffer.from('Name;City\nJo\0hn;London\n'), { reason: 'nul', line: 2 }],
  ['an Excel workbook', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), { reason: 'spreadsheet' }],
  ['an old Excel workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), { reason: 'spreadsheet' }],
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), { reason: 'binary' }],
  ['control characters', Buffer.from(`${'\u0001\u0002\u0003'.repeat(20)}\n`), { reason: 'binary' }],
  [
    'UTF-8 with a mark and broken letters',
    Buffer.concat([Buffer.from('\ufeffImię\n'), Buffer.from([0xb3, 0xf3, 0x62])]),
    { reason: 'encoding', line: 2 },
  ],
  [
    'two encodings in one file',
    Buffer.concat([Buffer.from(polish.repeat(20)), iconv.encode('Łódź\n', 'windows-1250')]),
    { reason: 'encoding', line: 61 },
  ],
])('refuses %s', (_name, bytes, details) => {
  expect(() => decodeFile(bytes)).toThrow(
    expect.objectContaining({ code: 'CRM_IMPORT_FILE_UNREADABLE', details: expect.objectContaining(details) }),
  );
});

test.each([
  [';', 'a;b;c\n1;2;3\n'],
  [',', 'a,b,c\n1,2,3\n'],
  ['\t', 'a\tb\tc\n1\t2\t3\n'],
  ['|', 'a|b\n1|2\n'],
  [';', 'name;tags\n"Nowak";"a,b,c,d"\n"Kowalski; Jan";"x,y"\n'],
  [',', 'name,notes\nNowak,"a;b;c;d;e"\nKowalski,"x\n;;;;;"\n'],
  [';', 'kwota;opis\n1,50;a, b\n2,20;c, d, e\n'],
  [';', 'e-mail\njan@firma.pl\n'],
])('finds the separator %j in %j', (separator, text) => {
  expect(detectSeparator(text)).toBe(separator);
});

test('a first line that names the separator is no record', () => {
  expect(splitSeparatorLine('sep=,\r\na,b\r\n')).toEqual({ separator: ',', body: 'a,b\r\n' });
  expect(splitSeparatorLine('separator;b\n')).toEqual({ separator: undefined, body: 'separator;b\n' });
});

test('reads quoted separators, quotes and line breaks, and says where a record ends', async () => {
  expect(await records('a;b\r\n"x;y";"Linia 1\nLinia 2"\r\n"""Polo"" S.A.";z\r\n')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 3, cells: ['x;y', 'Linia 1\nLinia 2'] },
    { line: 4, cells: ['"Polo" S.A.', 'z'] },
  ]);
});

test('keeps quotes inside a cell that is not quoted', async () => {
  expect((await records('a;b\nFirma "Polo";z\n'))[1]?.cells).toEqual(['Firma "Polo"', 'z']);
});

test('records without any text are none', async () => {
  expect(await records('a;b\n\n;;\n ; \n1;2\n;\n')).toHaveLength(2);
});

test('a quote that is never closed is named by the line it was opened on', async () => {
  await expect(records('a;b\n1;2\n"3;4\n5;6\n')).rejects.toMatchObject({ details: { reason: 'quoteNotClosed', line: 3 } });
});

test('refuses more than 200 columns and more than 100,000 rows', async () => {
  await expect(records(`${Array.from({ length: 201 }, (_, index) => `c${index}`).join(';')}\n`)).rejects.toMatchObject({
    details: { reason: 'tooManyColumns', limit: 200 },
  });
  await expect(analyseCsv(`e\n${'a@b.pl\n'.repeat(100_001)}`, ';')).rejects.toMatchObject({
    details: { reason: 'tooManyRows', limit: 100_000 },
  });
});

test.each([[''], ['\n\n'], ['Imię;Nazwisko\n'], [';;;\n;;\n']])('a file without rows is empty: %j', async (text) => {
  await expect(analyseCsv(text, ';')).rejects.toMatchObject({ code: 'CRM_IMPORT_EMPTY' });
});

test('shows twenty samples of each column that are not empty', async () => {
  const rows = Array.from({ length: 50 }, (_, index) => `${index % 2 === 0 ? '' : index};x`).join('\n');
  const { samples, rowCount } = await analyseCsv(`a;b\n${rows}\n`, ';');
  expect(rowCount).toBe(50);
  expect(samples[0]).toEqual(Array.from({ length: 20 }, (_, index) => `${index * 2 + 1}`));
  expect(samples[1]).toHaveLength(20);
});

test('a first record that holds an address or a number is a row', async () => {
  expect(await analyseCsv('Jan;jan@firma.pl\nEwa;ewa@firma.pl\n', ';')).toMatchObject({
    headerRow: 0,
    headers: ['1', '2'],
    rowCount: 2,
  });
});

test.each([
  ['a CRLF header above LF rows', 'Imię;Nazwisko\r\nA;B\nC;D\n', ['Imię,Nazwisko', 'A,B', 'C,D']],
  ['one LF among CRLF', 'Nazwisko\r\nNowak\r\nKot\nLis\r\nWilk\r\n', ['Nazwisko', 'Nowak', 'Kot', 'Lis', 'Wilk']],
  ['LF first, then CRLF', 'a;b\n1;2\r\n3;4\n', ['a,b', '1,2', '3,4']],
  ['CR alone', 'a;b\r1;2\r3;4\r', ['a,b', '1,2', '3,4']],
  ['CR alone, then LF', 'a;b\r1;2\n3;4', ['a,b', '1,2', '3,4']],
  ['lines converted twice', 'a;b\r\r\n1;2\r\r\n', ['a,b', '1,2']],
  ['ends within quotes', 'a;b\r\n"x\ny";"p\rq"\n"u\r\nv";w\r\n', ['a,b', 'x\ny,p\rq', 'u\r\nv,w']],
])('K5: %s are records', async (_name, text, expected) => {
  expect((await records(text)).map(({ cells }) => cells.join(','))).toEqual(expected);
});

test('K5: lines are counted as an editor counts them, whatever ends them', async () => {
  expect((await records('a;b\r\n1;2\n\r\n"3\n4";5\r\n6;7\r8;9')).map(({ line }) => line)).toEqual([1, 2, 5, 6, 7]);
});

test.each([
  ['windows-1251', Array.from({ length: 30 }, () => 'Шевченко;Київ\n').join('')],
  ['windows-1251', 'Прізвище;Місто\nЇжак;Чернівці\n'],
  ['windows-1252', 'Nombre;Ciudad\nMuñoz;Málaga\nPeña;Logroño\n'],
  ['windows-1252', 'Nom;Ville\nLefèvre;Besançon\nBenoît;Nîmes\n'],
  ['windows-1252', 'Navn;By\nSørensen;Århus\nØstergård;Næstved\n'],
  ['windows-1250', 'Jméno;Město\nJiří Černý;Plzeň\nŠtěpán Říha;Děčín\n'],
  ['windows-1250', 'Név\nSzabó Gergő\nÜrögdi Győző\n'],
  ['windows-1250', 'Name\nMüller\nJäger\nGröße\nŁoś\nWąs\n'],
  ['windows-1250', 'Nazwa;X\nSPÓŁKA ŻÓŁW;1\nŁĄKA SPÓŁKA;2\n'],
  ['ISO-8859-2', 'Imię;Miasto\nŁukasz;Świętochłowice\nŹródłowski;Łódź\n'],
  ['IBM852', 'Imię;Nazwisko\nGęśla;Świerszcz\n'],
  ['KOI8-U', 'Фамилия;Город\nИванов;Москва\nПетров;Тверь\n'],
])('K5: text in %s is read as written: %j', (encoding, text) => {
  expect(decodeFile(iconv.encode(text, encoding)).text).toBe(text);
});

test('K5: UTF-16 without a mark is known in any script', () => {
  for (const encoding of ['UTF-16LE', 'UTF-16BE'] as const) {
    const text = 'Прізвище;Місто\nШевченко;Київ\n';
    expect(decodeFile(iconv.encode(text, encoding, { addBOM: false }))).toEqual({ encoding, text });
  }
});

test.each([1, 2, 5, 6, 40])('K5: UTF-8 with one foreign byte is refused with its line, after %i rows', (rows) => {
  const bytes = Buffer.concat([Buffer.from(`Nazwisko;Uwagi\n${'Żółć;ą\n'.repeat(rows)}B;`), Buffer.from([0xb9])]);
  expect(() => decodeFile(bytes)).toThrow(expect.objectContaining({ details: { reason: 'encoding', encoding: 'UTF-8', line: rows + 2 } }));
});

test('K5: a file glued from two encodings is refused, whichever is more of it', () => {
  const [utf8, old] = [Buffer.from('Łoś;Gdańsk\n'), iconv.encode('Łoś;Gdańsk\n', 'windows-1250')];
  for (const parts of [
    [utf8, old],
    [utf8, old, old, old, old, old, old],
    [old, utf8],
  ]) {
    expect(() => decodeFile(Buffer.concat(parts))).toThrow(expect.objectContaining({ code: 'CRM_IMPORT_FILE_UNREADABLE' }));
  }
});

test.each([
  ['vcard', 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Edyta Wilk\r\nEND:VCARD\r\n'],
  ['markup', '<html><table><tr><td>Nowak</td></tr></table></html>'],
  ['markup', '[{"name":"Nowak"}]'],
])('U11: a %s file is refused by that name', (reason, text) => {
  expect(() => decodeFile(Buffer.from(text))).toThrow(expect.objectContaining({ details: { reason } }));
});

test.each([
  ['title rows', 'Raport kontaktów;;;\nWygenerowano: 2026-11-27;;;\nImię;Nazwisko;E-mail;Telefon\nBeata;Żbik;b@x.pl;600333444\n', 3, 1],
  [
    'a preamble',
    'Notes:\n"When exporting, you may notice, that addresses are missing."\n\nFirst Name,Last Name,Company\nJacek,Lis,Fabryka\n',
    3,
    1,
  ],
  ['blank rows', ';;;\n;;;\nImię;Nazwisko\nAda;Pająk\n', 1, 1],
  ['a title of unknown columns', 'Zestawienie;;\nSymbol;Kwota;Waga\nA;1;2\nB;3;4\n', 2, 2],
  ['nothing', 'Imię;Nazwisko\nAda;Pająk\n', 1, 1],
])('K5: the header below %s is found', async (_name, text, headerRow, rowCount) => {
  expect(await analyseCsv(text, detectSeparator(text))).toMatchObject({ headerRow, rowCount });
});

test('K5: the user may name another record as the header, or none', async () => {
  const text = 'Imię;Nazwisko\nAda;Pająk\nEwa;Osa\n';
  expect(await analyseCsv(text, ';', 2)).toMatchObject({ headers: ['Ada', 'Pająk'], headerRow: 2, rowCount: 1 });
  expect(await analyseCsv(text, ';', 0)).toMatchObject({ headers: ['1', '2'], headerRow: 0, rowCount: 3 });
});

test('K5: titles do not decide what separates, nor do commas in a single column', () => {
  expect(detectSeparator('Raport, 2026\nImię;Nazwisko\nAda;Pająk\nEwa;Osa\n')).toBe(';');
  expect(detectSeparator('Notes:\n"a, b, c"\n\nFirst Name,Last Name\nJacek,Lis\n')).toBe(',');
  expect(detectSeparator('Osoba\nNowak, Jan\nKot, Anna\n')).toBe(';');
  expect(detectSeparator('a;b\r1;2\r3;4\r')).toBe(';');
});

test('K6: a column tells by itself how its days are written, or that it does not', async () => {
  const text = 'A;B;C;D\n11/26/2026;26/11/2026;05/04/2026;5.4.2026\n05/04/2026;05/04/2026;03/04/2026;6.4.2026\n';
  expect((await analyseCsv(text, ';')).dayOrders).toEqual(['monthFirst', 'dayFirst', 'open', 'dayFirst']);
});
