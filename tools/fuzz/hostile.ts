import fc from 'fast-check';

/** Texts that one layer or another has read wrongly somewhere. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'a\udfffb',
    '\u200b',
    '\ufeff',
    '\u202eabc',
    '\u2028',
    'e\u0301\u0301\u0301',
    'Łódź'.normalize('NFD'),
    'İıßẞ',
    '\ufdfa',
    '👨‍👩‍👧‍👦',
    '\u{10ffff}',
    '%',
    '_',
    "' or 1=1 --",
    '"; drop table contacts; --',
    '\\',
    '{{7*7}}',
    '<img src=x onerror=alert(1)>',
    '../../../etc/passwd',
    '=1+1',
    'null',
    'undefined',
    '__proto__',
    '0000-01-01',
    '9999-12-31',
    '10000-01-01',
    '2026-02-30',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    'infinity',
    'NaN',
    '1e309',
    '-1',
    '9223372036854775808',
    '00000000-0000-0000-0000-000000000000',
    'x'.repeat(501),
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme-composite', maxLength: 20 }),
);

export const hostileNumber: fc.Arbitrary<number> = fc.constantFrom(
  0,
  -0,
  -1,
  0.1,
  1.5,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  1e19,
  1e300,
  -1e300,
  5e-324,
);

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

/** Values of no kind in particular. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  hostileNumber,
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], { a: 1 }, nested(60), ['x', 1, null]),
  fc.array(hostileText, { maxLength: 3 }),
);
