import { expect, test } from '@jest/globals';
import { bestMatch, nameCandidates, stem } from './names.ts';

test.each([
  ['Zadzwoń do Anny Kowalskiej w piątek', [['Anny', 'Kowalskiej']]],
  ['Wyślij ofertę do Budimexu', [['Budimexu']]],
  ['Anna Kowalska prosi o fakturę VAT', [['Anna', 'Kowalska']]],
  ['Call Tom Smith on Friday', [['Tom', 'Smith']]],
  ['kup mleko', []],
  ['Przelew do ZUS', []],
  ['Poproś Marka i Ewę Nowak o raport dla Alfa Dachy', [['Marka'], ['Ewę', 'Nowak'], ['Alfa', 'Dachy']]],
])('%s may mean %j', (text, expected) => expect(nameCandidates(text).map(({ words }) => words)).toEqual(expected));

test.each([
  ['Kowalskiej', 'Kowalska'],
  ['Kowalskiemu', 'Kowalski'],
  ['Nowakowi', 'Nowak'],
  ['Nowakiem', 'Nowak'],
  ['Anny', 'Anna'],
  ['Annie', 'Anna'],
  ['Budimexu', 'Budimex'],
  ['Wiśniewskiego', 'Wiśniewski'],
  ['Łukasza', 'Łukasz'],
])('%s and %s share a stem', (declined, name) => expect(stem(declined)).toBe(stem(name)));

const anna = { id: '1', name: 'Anna Kowalska' };
const jan = { id: '2', name: 'Jan Kowalski' };
test('the record with most of the words is meant; of equal ones none', () => {
  expect(bestMatch({ words: ['Anny', 'Kowalskiej'] }, [jan, anna])).toBe(anna);
  expect(bestMatch({ words: ['Kowalskiej'] }, [jan, anna])).toBeUndefined();
  expect(bestMatch({ words: ['Kowalskiej'] }, [anna])).toBe(anna);
  expect(bestMatch({ words: ['Wiśniewski'] }, [anna])).toBeUndefined();
});
