import { describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { email, id, longText, name, phone, query, tags, text } from './shapes.ts';

const faults = (schema: z.ZodType, value: unknown): string[] =>
  schema.safeParse(value).error?.issues.map(({ code, message }) => (code === 'custom' ? message : code)) ?? [];

describe('K8: text', () => {
  test.each([
    ['composed', 'Łódź'.normalize('NFD'), 'Łódź'],
    ['trimmed of every blank', '\u00a0\u3000 Jan\u2003', 'Jan'],
    ['without zero-width signs', 'No\u200bw\ufeffa\u2060k\u00ad', 'Nowak'],
    ['without direction signs', '\u202eabc\u202c\u2066d\u2069\u200f', 'abcd'],
    ['without controls', 'a\u0007b\u001b[1m\u009fc', 'ab[1mc'],
    ['on one line', 'Jan\r\nKowalski\tx', 'Jan  Kowalski x'],
    ['with the joiners of an emoji', '👩🏽‍💻👨‍👩‍👧❤️', '👩🏽‍💻👨‍👩‍👧❤️'],
    ['with the joiners a script is spelled with', 'क्‍ष می‌خواهم', 'क्‍ष می‌خواهم'],
    ['without joiners between Latin letters', 'No\u200dw\u200cak', 'Nowak'],
    ['without letters hidden in tags, but with the flags they make', 'a\u{e0041}\u{e0042} 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'a 🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ])('is kept %s', (_how, typed, kept) => {
    expect(text(200).parse(typed)).toBe(kept);
    expect(name(200).parse(kept)).toBe(kept);
  });

  test('of several lines keeps its lines and tabs', () => {
    expect(longText(99).parse(' a\r\nb\rc\u2028d\te\u200b\n')).toBe('a\nb\nc\nd\te');
  });

  test.each(['', ' ', '\u200b', '\u3164', '\u2800', '\ufe0f', '\u202e \u00ad'])('that shows nothing is no name: %j', (typed) => {
    expect(faults(name(), typed)).toEqual(['too_small']);
    expect(text(9).parse(typed)).toBe('');
  });

  test('F26: half a surrogate pair and NUL are refused, in every kind of text', () => {
    for (const schema of [text(9), longText(9), name(9), query, email, phone]) {
      expect(faults(schema, 'a\ud800')).toContain('surrogate');
      expect(faults(schema, 'a\0')).toContain('nul');
    }
  });

  test('is measured as it is kept', () => {
    expect(text(4).parse('  Łódź'.normalize('NFD'))).toBe('Łódź');
    expect(faults(text(2), '\ufb2c\ufb2c')).toEqual(['too_big']);
  });
});

describe('K7: an e-mail address', () => {
  test.each([
    ['jan@żółw.pl', 'jan@żółw.pl'],
    [' JAN@XN--W-UGA1V8H.pl ', 'jan@żółw.pl'],
    ['Jan@ŻÓŁW.PL'.normalize('NFD'), 'jan@żółw.pl'],
    ['a&b@example.pl', 'a&b@example.pl'],
    ['a/b@example.pl', 'a/b@example.pl'],
    ['a!b@example.pl', 'a!b@example.pl'],
    ['a=b@example.pl', 'a=b@example.pl'],
    ["o'neil+x@sub.example.co.uk", "o'neil+x@sub.example.co.uk"],
    ['żółw@example.pl', 'żółw@example.pl'],
    ['jan@faß.de', 'jan@faß.de'],
    ['用户@例え.テスト', '用户@例え.テスト'],
    ['jan\u200b@example.pl', 'jan@example.pl'],
    [`${'x'.repeat(64)}@example.pl`, `${'x'.repeat(64)}@example.pl`],
  ])('%s is one, compared as %s', (typed, kept) => {
    expect(email.parse(typed)).toBe(kept);
    expect(email.parse(kept)).toBe(kept);
  });

  test.each([
    '"a b"@example.pl',
    'a@[192.0.2.1]',
    'a@192.0.2.1',
    'a@localhost',
    'a..b@example.pl',
    '.a@example.pl',
    'a.@example.pl',
    'a@-example.pl',
    'a@exa_mple.pl',
    'a@example.pl.',
    'a@example.1',
    'a@b@example.pl',
    'a b@example.pl',
    'a@exa mple.pl',
    '@example.pl',
    'a@',
    'a@.pl',
    'a@example..pl',
    'a@%41.pl',
    'a@example.pl:80',
    'a,b@example.pl',
    'a;b@example.pl',
    'a<b@example.pl',
    `${'x'.repeat(65)}@example.pl`,
    `${'ż'.repeat(33)}@example.pl`,
    `a@${'b'.repeat(64)}.pl`,
    `a@${'ż'.repeat(60)}.pl`,
    `a@${'b.'.repeat(126)}pl`,
  ])('%s is none', (typed) => expect(faults(email, typed)).toContain('email'));
});

test('U34: a phone has a number in it, whatever stands beside it', () => {
  for (const typed of ['600 100 200', '+48 (22) 555-12-34 wew. 5', '112', 'tel. 600-100-200', '600 100 200, 601 000 000', ''])
    expect(faults(phone, typed)).toEqual([]);
  for (const typed of ['abc telefon', '12', '+', '<b>600100200</b>']) expect(faults(phone, typed)).toEqual(['phone']);
});

test('K8: tags are trimmed, none blank, each once as it was first spelled', () => {
  expect(tags.parse([' VIP', 'vip', 'Vip\u200b', '', '  ', 'Łódź'.normalize('NFD'), 'łódź'])).toEqual(['VIP', 'Łódź']);
  expect(
    faults(
      tags,
      Array.from({ length: 51 }, (_, index) => `t${index}`),
    ),
  ).toEqual(['too_big']);
});

test('ids are compared in lower case', () => {
  expect(id.parse('0486FAC8-4C3B-42E9-BAEC-19C476EDB2EE')).toBe('0486fac8-4c3b-42e9-baec-19c476edb2ee');
});
