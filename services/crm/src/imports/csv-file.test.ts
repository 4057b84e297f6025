import { expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { decodeFile } from './csv-encoding.ts';
import { analyseCsv, type CsvRecord, detectSeparator, readRecords, splitSeparatorLine } from './csv-file.ts';

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
    hasHeader: false,
    headers: ['1', '2'],
    rowCount: 2,
  });
});
