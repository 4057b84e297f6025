import { z } from 'zod';

/** Read by the gateway and by billing alike: the one must not offer what the other does not hold. */
export const paymentProvider = z
  .enum(['sandbox', 'none'])
  .optional()
  .describe(
    'Who takes payments. `sandbox` moves no money. `none`: nothing is sold, no trial, no end, DEFAULT_ORG_LIMITS hold. `none` in production unless named.',
  );

export type PaymentProviderName = 'sandbox' | 'none';

/** A stand-in that gives plans away is not chosen by forgetting a setting. */
export const chosenProvider = (
  config: Readonly<{ NODE_ENV: string; PAYMENT_PROVIDER?: PaymentProviderName | undefined }>,
): PaymentProviderName => config.PAYMENT_PROVIDER ?? (config.NODE_ENV === 'production' ? 'none' : 'sandbox');
