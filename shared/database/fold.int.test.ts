import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { foldedWords, foldText } from '../text/fold.ts';

let database: TestDb<object>;
beforeAll(async () => {
  database = await startTestDb('voice');
});
afterAll(async () => database[Symbol.asyncDispose]());

/** One truth for both sides: what is typed, and what it is compared as. */
const truths: readonly (readonly [string, string])[] = [
  ['Zażółć GĘŚLĄ jaźń', 'zazolc gesla jazn'],
  ['Łódź'.normalize('NFD'), 'lodz'],
  ['Straße STRASSE', 'strasse strasse'],
  ['Æther Œuvre Ørsted Đorđe Þór Ðan', 'aether oeuvre orsted dorde thor dan'],
  ['İstanbul ISPARTA ısı', 'istanbul isparta isi'],
  ['Müller Möller Černý Škoda', 'muller moller cerny skoda'],
  ['РОМАШКА Ёлка Йод Їжак Ґудзик', 'ромашка елка йод їжак ґудзик'],
  ['ΟΔΥΣΣΕΥΣ Ὀδυσσεύς', 'οδυσσευσ οδυσσευσ'],
  ['हिन्दी ไทย 한국 がギ', 'हिन्दी ไทย 한국 がギ'],
  ['No\u200bwak so\u00adft \u202eabc\ufeff', 'nowak soft abc'],
  ['ﬁrma Ｆｉｒｍａ ½', 'firma firma 1⁄2'],
  ['Дем’янчук Демʼянчук', "дем’янчук дем'янчук"],
];

test.each(truths)('K8: %j is compared as %j, in TypeScript and in SQL', async (typed, folded) => {
  const [row] = await database.ownerSql<{ folded: string; again: string }>(
    'select search_text($1) as folded, search_text(search_text($1)) as again',
    [typed],
  );
  expect([foldText(typed), row?.folded, row?.again]).toEqual([folded, folded, folded]);
});

/** Blocks that PostgreSQL's and Node's tables of Unicode both know wholly; the few newer letters between them are left out. */
const blocks = [
  [0x0001, 0x1c88],
  [0x1c90, 0xa7ca],
  [0xa7f2, 0xd7ff],
  [0xe000, 0xffff],
  [0x1d400, 0x1d7ff],
  [0x1f000, 0x1faff],
] as const;

test('K8: every letter of the common scripts is folded alike by TypeScript and by SQL', async () => {
  const letters = blocks.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => `a${String.fromCodePoint(first + index)}b`),
  );
  const rows = await database.ownerSql<{ folded: string }>(
    'select search_text(letter) as folded from unnest($1::text[]) with ordinality as given(letter, place) order by place',
    [letters],
  );
  const different = letters.filter((letter, index) => foldText(letter) !== rows[index]?.folded);
  expect(different).toEqual([]);
});

test('K8: a text has the same words in TypeScript and in SQL', async () => {
  const texts = [
    ...truths.map(([typed]) => typed),
    'jan.kowalski+x@fi-rma.pl',
    '– „Żółć” [a]\\b {c} 5$ ala`x × ÷',
    '+48 600 100 200',
    'a\u00a0b\u2009c\u3000d',
    'שלום־עולם، مرحبا؟ 你好。世界',
    "% _ ' - ,; \u200b",
  ];
  for (const text of texts) {
    const [row] = await database.ownerSql<{ words: string[] }>('select search_tokens($1) as words', [text]);
    expect([text, [...new Set(foldedWords(text))].sort()]).toEqual([text, [...(row?.words ?? [])].sort()]);
  }
});
