import { expect, test } from '@jest/globals';
import { parseNip } from './nip.ts';

test.each([
  ['5252445767', '5252445767'],
  ['525-244-57-67', '5252445767'],
  ['PL5252445767', '5252445767'],
  ['pl 525 244 57 67', '5252445767'],
  ['6272616681', '6272616681'],
  ['9876543210', '9876543210'],
])('%j is a NIP', (written, digits) => expect(parseNip(written)).toBe(digits));

test.each([
  ['5252445768', 'a wrong check digit'],
  ['1234567890', 'remainder 10'],
  ['0000000000', 'ten equal digits'],
  ['1111111111', 'ten equal digits'],
  ['525244576', 'nine digits'],
  ['DE5252445767', 'another country'],
  ['', 'nothing'],
])('%j is none: %s', (written) => expect(parseNip(written)).toBeUndefined());
