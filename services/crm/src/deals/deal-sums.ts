import type { Currency, MoneySum } from '@crm-gtd/shared/contracts/money.ts';

/** A sum as the database tells it: bounded by what a number carries exactly, and whether it lies beyond. */
export type SumRow = Readonly<{ currency: string; amount: number; beyond: boolean }>;

export const sumOf = ({ currency, amount, beyond }: SumRow): MoneySum => ({ amount, currency: currency as Currency, atLeast: beyond });

/** Multiply first, round once, half away from zero. In integers without a bound: a hundredfold sum is no exact number any more. */
const weigh = (amount: number, percent: number): number => {
  const product = BigInt(amount) * BigInt(percent);
  const half = product < 0n ? -50n : 50n;
  return Number((product + half) / 100n);
};

export const weightedSum = (row: SumRow, percent: number): MoneySum => ({
  ...sumOf(row),
  amount: weigh(row.amount, percent),
  atLeast: row.beyond && percent > 0,
});
