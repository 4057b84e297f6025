import type { VatRate as VatRateSchema } from '@crm-gtd/shared/contracts/billing/invoices.ts';
import type { z } from 'zod';
import { divideRounded } from './rounding.ts';

export type VatRate = z.infer<typeof VatRateSchema>;

/** Integer grosze throughout: multiply first, round once. */
export type PricedLine = Readonly<{ unitPrice: number; quantity: number; vatRate: VatRate }>;
export type Amounts = Readonly<{ net: number; vat: number; gross: number }>;
/** Whether `unitPrice` is net or gross. */
export type Basis = 'net' | 'gross';
/** `group`: VAT of each rate's sum, the legal total of an invoice. `lines`: the sum of what each line shows. One per document. */
export type Strategy = 'group' | 'lines';

/** zw (exempt) and np (outside VAT) carry no tax. */
const percent: Record<VatRate, number> = { '23': 23, '8': 8, '5': 5, '0': 0, zw: 0, np: 0 };

/** Splits one sum of one rate. */
export const split = (sum: number, rate: VatRate, basis: Basis): Amounts => {
  const points = percent[rate];
  if (basis === 'gross') {
    const vat = divideRounded(sum * points, 100 + points);
    return { net: sum - vat, vat, gross: sum };
  }
  const vat = divideRounded(sum * points, 100);
  return { net: sum, vat, gross: sum + vat };
};

const add = (a: Amounts, b: Amounts): Amounts => ({ net: a.net + b.net, vat: a.vat + b.vat, gross: a.gross + b.gross });
const zero: Amounts = { net: 0, vat: 0, gross: 0 };

export const lineAmounts = (line: PricedLine, basis: Basis): Amounts => split(line.unitPrice * line.quantity, line.vatRate, basis);

const rateGroups = (lines: readonly PricedLine[], basis: Basis): Amounts[] =>
  [...Map.groupBy(lines, ({ vatRate }) => vatRate)].map(([rate, group]) =>
    split(
      group.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0),
      rate,
      basis,
    ),
  );

export const documentAmounts = (lines: readonly PricedLine[], basis: Basis, strategy: Strategy): Amounts =>
  (strategy === 'lines' ? lines.map((line) => lineAmounts(line, basis)) : rateGroups(lines, basis)).reduce(add, zero);
