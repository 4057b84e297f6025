import type { BillingInterval, PlanCode } from '@crm-gtd/shared/contracts/billing/plans.ts';
import type { z } from 'zod';

export type CheckoutRequest = Readonly<{
  checkoutId: string;
  organizationId: string;
  plan: PlanCode;
  interval: z.infer<typeof BillingInterval>;
  net: number;
  vat: number;
  gross: number;
  currency: string;
  returnUrl: string;
}>;

export type ProviderSession = Readonly<{ status: 'open' | 'paid' | 'expired' | 'refunded'; checkoutId: string; organizationId: string }>;
export type ProviderWebhook = Readonly<{ id: string; type: string; sessionId: string }>;

/** The port every payment provider fits. Nothing here runs inside a database transaction. */
export type PaymentProvider = Readonly<{
  name: 'sandbox';
  /** Repeatable: the same checkout id gives the same session. */
  createSession(request: CheckoutRequest): Promise<{ sessionId: string; url: string }>;
  /** The provider's own word: state is never copied from a webhook or a browser's return. Undefined when it knows no such session. */
  getSession(sessionId: string): Promise<ProviderSession | undefined>;
  /** Nothing happens to one that was paid. */
  expireSession(sessionId: string): Promise<void>;
  /** The whole of what was paid; repeatable. */
  refund(sessionId: string): Promise<void>;
  /** Throws BILLING_WEBHOOK_SIGNATURE unless the signature fits the raw body and is at most five minutes old. */
  readWebhook(rawBody: string, signature: string): ProviderWebhook;
}>;
