import { describe, expect, test } from '@jest/globals';
import { divideRounded } from './rounding.ts';
import { documentAmounts, type PricedLine, type VatRate } from './vat.ts';

const line = (unitPrice: number, vatRate: VatRate, quantity = 1): PricedLine => ({ unitPrice, quantity, vatRate });
const three = [line(3333, '23'), line(3333, '23'), line(3333, '23')];

describe('golden numbers, exact to the grosz', () => {
  test.each([
    ['1: 49.00 net at 23 %', [line(4900, '23')], 'net', 'group', [4900, 1127, 6027]],
    ['2: 490.00 net at 23 %', [line(49000, '23')], 'net', 'group', [49000, 11270, 60270]],
    ['3: 100.00 gross at 23 %', [line(10000, '23')], 'gross', 'group', [8130, 1870, 10000]],
    ['4: 1.50 net at 23 %, half a grosz', [line(150, '23')], 'net', 'group', [150, 35, 185]],
    ['5: 12.31 net at 8 %', [line(1231, '8')], 'net', 'group', [1231, 98, 1329]],
    ['6: 9.90 net at 5 %, half a grosz', [line(990, '5')], 'net', 'group', [990, 50, 1040]],
    ['7: 3 × 33.33 net, by group', three, 'net', 'group', [9999, 2300, 12299]],
    ['7: 3 × 33.33 net, by lines', three, 'net', 'lines', [9999, 2301, 12300]],
    ['8: 3 × 33.33 gross, by group', three, 'gross', 'group', [8129, 1870, 9999]],
    ['8: 3 × 33.33 gross, by lines', three, 'gross', 'lines', [8130, 1869, 9999]],
    ['9: three rates', [line(19900, '23'), line(4999, '8'), line(10000, 'zw')], 'net', 'group', [34899, 4977, 39876]],
  ] as const)('%s', (_title, lines, basis, strategy, [net, vat, gross]) => {
    expect(documentAmounts(lines, basis, strategy)).toEqual({ net, vat, gross });
  });

  test('a correction mirrors: half a grosz is rounded away from zero on both sides', () => {
    expect(documentAmounts([line(-150, '23')], 'net', 'group')).toEqual({ net: -150, vat: -35, gross: -185 });
    expect(divideRounded(-1, 3)).toBe(0);
  });

  test('0.01 and 999,999.99 gross', () => {
    expect(documentAmounts([line(1, '23')], 'gross', 'group')).toEqual({ net: 1, vat: 0, gross: 1 });
    expect(documentAmounts([line(99999999, '23')], 'gross', 'group')).toEqual({ net: 81300812, vat: 18699187, gross: 99999999 });
  });
});
