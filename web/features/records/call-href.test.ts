import { expect, test } from '@jest/globals';
import { callHref } from './call-href.ts';

test('U27: a number is dialled as it was written, without what only reads well', () => {
  expect(callHref('+48 (61) 653-11-22')).toBe('tel:+48616531122');
  expect(callHref('61 653 11 22')).toBe('tel:616531122');
});

test('U27: text is no number to tap', () => {
  expect([callHref('abc telefon'), callHref('brak'), callHref('--')]).toEqual([undefined, undefined, undefined]);
});
