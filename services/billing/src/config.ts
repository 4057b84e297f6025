import { commonConfig, httpUrl } from '@crm-gtd/shared/config/common-config.ts';
import { z } from 'zod';

export const billingConfig = commonConfig.extend({
  PAYMENT_PROVIDER: z
    .enum(['sandbox'])
    .optional()
    .describe('Who takes payments. `sandbox` moves no money; in production it must be named here on purpose.'),
  FRONTEND_URL: httpUrl.default('http://localhost:3003/crm').describe('Where browsers find the web app; payments return there.'),
  SANDBOX_WEBHOOK_URL: httpUrl
    .default('http://127.0.0.1:3003/api/v1/billing/webhooks/sandbox')
    .describe('Where the sandbox provider posts its webhooks.'),
});

export type BillingConfig = z.output<typeof billingConfig>;
