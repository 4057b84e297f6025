import { z } from 'zod';

export const Currency = z.enum(['PLN', 'EUR', 'USD', 'GBP', 'CZK']);
export type Currency = z.infer<typeof Currency>;

/** Integer minor units (grosze) beside their currency; never a float. */
export const Money = z.object({
  amount: z.int().min(-1_000_000_000_000).max(1_000_000_000_000),
  currency: Currency.default('PLN'),
});
export type Money = z.infer<typeof Money>;
