import { z } from 'zod';

export const Currency = z.enum(['PLN', 'EUR', 'USD', 'GBP', 'CZK']);
export type Currency = z.infer<typeof Currency>;

/** Integer minor units (grosze) beside their currency; never a float. */
export const Money = z.object({
  amount: z.int().min(-1_000_000_000_000).max(1_000_000_000_000),
  currency: Currency.default('PLN'),
});
export type Money = z.infer<typeof Money>;

/** An amount in a change: without a currency the record keeps its own. */
export const MoneyChange = Money.extend({ currency: Currency.optional() });

/** Worked out from amounts, and so larger than one may be: VAT on top of the largest deal. */
export const Total = z.object({ amount: z.int(), currency: Currency });
export type Total = z.infer<typeof Total>;

/** Of any number of amounts: `atLeast` says that it is larger than the largest number JSON carries exactly. */
export const MoneySum = Total.extend({ atLeast: z.boolean() });
export type MoneySum = z.infer<typeof MoneySum>;
