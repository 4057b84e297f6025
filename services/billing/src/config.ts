import { commonConfig, httpUrl } from '@crm-gtd/shared/config/common-config.ts';
import { paymentProvider } from '@crm-gtd/shared/config/payment-config.ts';
import type { z } from 'zod';

export const billingConfig = commonConfig.extend({
  PAYMENT_PROVIDER: paymentProvider,
  FRONTEND_URL: httpUrl.default('http://localhost:3003/crm').describe('Where browsers find the web app; payments return there.'),
  SANDBOX_WEBHOOK_URL: httpUrl
    .default('http://127.0.0.1:3003/api/v1/billing/webhooks/sandbox')
    .describe('Where the sandbox provider posts its webhooks.'),
});

export type BillingConfig = z.output<typeof billingConfig>;
