import { z } from 'zod';
import { action, event } from '../define.ts';
import { empty, id, instant, nothing, text, version } from '../shapes.ts';
import { BillingInterval, type LimitName, PlanCode, PlanLimits } from './plans.ts';

/** `sandbox` is the built-in stand-in: own page, own webhooks, no money moves. */
export const PaymentProvider = z.enum(['sandbox']);

export const SubscriptionStatus = z.enum([
  'trialing',
  'incomplete',
  'incomplete_expired',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'canceled',
  'expired',
]);
/** A pure function of status, days in it and plan: full, restricted (no new seats, AI or automations), readOnly. */
export const Access = z.enum(['full', 'restricted', 'readOnly']);

export const Subscription = z.object({
  id,
  plan: PlanCode,
  status: SubscriptionStatus,
  interval: BillingInterval.nullable(),
  access: Access,
  trialEndsAt: instant.nullable(),
  currentPeriodEnd: instant.nullable(),
  cancelAtPeriodEnd: z.boolean(),
  provider: PaymentProvider,
  version,
});
export type Subscription = z.infer<typeof Subscription>;

export const getSubscription = action('v1.billing.subscriptions.current', {
  http: 'GET /billing/subscription',
  permission: 'billing.subscription:read',
  input: empty,
  output: Subscription,
  errors: ['BILLING_SUBSCRIPTION_NOT_FOUND'],
});
/** `used` counts what takes a place already, live invitations among the users. */
export const Usage = z.object({
  items: z.array(z.object({ limit: z.enum(['users', 'contacts'] satisfies LimitName[]), used: z.int(), allowed: z.int().nullable() })),
});
export const getUsage = action('v1.billing.usage.current', {
  http: 'GET /billing/usage',
  permission: 'billing.subscription:read',
  input: empty,
  output: Usage,
  summary: 'How much of every limit is used.',
});
export const Entitlements = z.object({ plan: PlanCode, access: Access, limits: PlanLimits, features: z.array(z.string()) });
export const getEntitlements = action('v1.billing.subscriptions.entitlements', {
  http: 'GET /billing/entitlements',
  permission: 'billing.subscription:read',
  input: empty,
  output: Entitlements,
});
/** `refunding` and `refunded`: paid although another had been paid by then; the money goes back. */
export const CheckoutStatus = z.enum(['open', 'completed', 'expired', 'refunding', 'refunded']);
export const Checkout = z.object({
  id,
  plan: PlanCode,
  interval: BillingInterval,
  status: CheckoutStatus,
  url: z.string(),
  net: z.int(),
  vat: z.int(),
  gross: z.int(),
  currency: z.string(),
  provider: PaymentProvider,
  createdAt: instant,
});
export type Checkout = z.infer<typeof Checkout>;
export const createCheckout = action('v1.billing.checkouts.create', {
  http: 'POST /billing/checkout',
  permission: 'billing.subscription:write',
  whileReadOnly: true,
  status: 201,
  output: Checkout,
  timeoutMs: 15_000,
  input: z.object({
    plan: PlanCode,
    interval: BillingInterval.default('month'),
    /** Wanted although more is in use already than it allows. */
    acceptOutgrown: z.boolean().default(false),
  }),
  errors: [
    'BILLING_ALREADY_SUBSCRIBED',
    'BILLING_CHECKOUT_CLOSED',
    'BILLING_NOT_OFFERED',
    'BILLING_PLAN_OUTGROWN',
    'BILLING_PROVIDER_FAILED',
  ],
  summary:
    "One per organization at a time: the same wish again is answered with the open one, another expires it. `url` leads to the provider's page.",
});
export const getCheckout = action('v1.billing.checkouts.get', {
  http: 'GET /billing/checkouts/{checkoutId}',
  permission: 'billing.subscription:read',
  input: z.object({ checkoutId: id }),
  output: Checkout,
  errors: ['BILLING_CHECKOUT_NOT_FOUND'],
});
/** Called by the browser's return page and by the webhook: settles once by checkout id, whoever comes first. */
export const settleCheckout = action('v1.billing.checkouts.settle', {
  http: 'POST /billing/checkouts/{checkoutId}/settle',
  permission: 'billing.subscription:write',
  whileReadOnly: true,
  idempotent: true,
  input: z.object({ checkoutId: id }),
  output: Checkout,
  errors: ['BILLING_CHECKOUT_NOT_FOUND', 'BILLING_PROVIDER_FAILED'],
});
export const cancelSubscription = action('v1.billing.subscriptions.cancel', {
  http: 'POST /billing/subscription/cancel',
  permission: 'billing.subscription:write',
  whileReadOnly: true,
  input: empty,
  output: Subscription,
  errors: ['BILLING_SUBSCRIPTION_NOT_FOUND'],
  summary: "At the period's end; `resume` undoes it.",
});
export const resumeSubscription = action('v1.billing.subscriptions.resume', {
  http: 'POST /billing/subscription/resume',
  permission: 'billing.subscription:write',
  whileReadOnly: true,
  input: empty,
  output: Subscription,
  errors: ['BILLING_SUBSCRIPTION_NOT_FOUND'],
});
/** The raw body is what the signature covers, so it travels untouched. */
export const receiveWebhook = action('v1.billing.webhooks.receive', {
  permission: 'public',
  input: z.object({ provider: PaymentProvider, signature: z.string().max(2_000), rawBody: z.string().max(262_144) }),
  output: nothing,
  errors: ['BILLING_WEBHOOK_SIGNATURE'],
});
/** The sandbox provider's hosted page (web: /sandbox/checkout/{checkoutId}); whoever knows the unguessable id may pay, as with a real provider. */
export const SandboxPage = z.object({
  id,
  plan: PlanCode,
  interval: BillingInterval,
  net: z.int(),
  vat: z.int(),
  gross: z.int(),
  currency: z.string(),
  status: CheckoutStatus,
  returnUrl: z.string(),
});
export const sandboxPage = action('v1.billing.sandbox.page', {
  http: 'GET /billing/sandbox/checkouts/{checkoutId}',
  permission: 'public',
  input: z.object({ checkoutId: id }),
  output: SandboxPage,
  errors: ['BILLING_CHECKOUT_NOT_FOUND'],
});
export const sandboxPay = action('v1.billing.sandbox.pay', {
  http: 'POST /billing/sandbox/checkouts/{checkoutId}/pay',
  permission: 'public',
  maxBodyBytes: 4_000,
  input: z.object({ checkoutId: id, method: z.enum(['card', 'blik']), code: text(30) }),
  output: z.object({ outcome: z.enum(['paid', 'refused']), returnUrl: z.string() }),
  errors: ['BILLING_CHECKOUT_NOT_FOUND', 'BILLING_CHECKOUT_CLOSED'],
  timeoutMs: 15_000,
});

const data = z.object({
  subscriptionId: id,
  plan: PlanCode,
  status: SubscriptionStatus,
  access: Access,
  limits: PlanLimits,
  features: z.array(z.string()),
  trialEndsAt: instant.nullable(),
  currentPeriodEnd: instant.nullable(),
  cancelAtPeriodEnd: z.boolean(),
});
const subscriptionEvent = <V extends string>(verb: V) =>
  event(`billing.subscription.${verb}`, {
    version: 1,
    visible: 'billing.subscription:read',
    aggregate: 'subscription',
    key: (d) => d.subscriptionId,
    data,
  });
/** Each carries the whole entitlement state: a projection needs only the newest. */
export const subscriptionTrialStarted = subscriptionEvent('trialStarted');
export const subscriptionTrialEnded = subscriptionEvent('trialEnded');
/** Of an organization whose owner has had his trial with an earlier one. */
export const subscriptionOpened = subscriptionEvent('opened');
/** The next period of the same plan was paid. */
export const subscriptionRenewed = subscriptionEvent('renewed');
/** A period ended unpaid: everything stays open for the days of grace. */
export const subscriptionPastDue = subscriptionEvent('pastDue');
/** The grace ran out. */
export const subscriptionSuspended = subscriptionEvent('suspended');
export const subscriptionActivated = subscriptionEvent('activated');
export const subscriptionPlanChanged = subscriptionEvent('planChanged');
export const subscriptionCancelScheduled = subscriptionEvent('cancelScheduled');
export const subscriptionCancelRevoked = subscriptionEvent('cancelRevoked');
export const subscriptionEnded = subscriptionEvent('ended');
const checkoutData = z.object({ checkoutId: id, plan: PlanCode, gross: z.int(), currency: z.string() });
export const checkoutCompleted = event('billing.checkout.completed', {
  version: 1,
  visible: 'billing.subscription:read',
  aggregate: 'checkout',
  key: (d) => d.checkoutId,
  data: checkoutData,
});
/** A second payment went back to whoever made it. */
export const checkoutRefunded = event('billing.checkout.refunded', {
  version: 1,
  visible: 'billing.subscription:read',
  aggregate: 'checkout',
  key: (d) => d.checkoutId,
  data: checkoutData,
});
