import { expect, test } from '@jest/globals';
import { phoneLink, shownPhone } from './phone.ts';

test.each([
  ['600100200', '600 100 200', 'tel:+48600100200'],
  ['+48 600-100-200', '600 100 200', 'tel:+48600100200'],
  ['0048616815793', '61 681 57 93', 'tel:+48616815793'],
  ['48616815793', '61 681 57 93', 'tel:+48616815793'],
  ['(022) 555-12-34', '22 555 12 34', 'tel:+48225551234'],
  ['+49 30 1234567', '+49 301 234 567', 'tel:+49301234567'],
  ['0049301234567', '+49 301 234 567', 'tel:+49301234567'],
  ['sekretariat 22/555-12-34 wew. 5', 'sekretariat 22 555 12 34 wew. 5', 'tel:+48225551234'],
  ['600 100 200, 601 000 000', '600 100 200, 601 000 000', 'tel:+48600100200'],
  ['112', '112', 'tel:112'],
  ['12345', '12345', 'tel:12345'],
  ['abc telefon', 'abc telefon', undefined],
  ['brak', 'brak', undefined],
  ['--', '--', undefined],
])('U34: %s is shown as %s and dialled as %s', (typed, shown, link) => {
  expect([shownPhone(typed), phoneLink(typed)]).toEqual([shown, link]);
});
