import { z } from 'zod';
import { action } from '../define.ts';
import { Money } from '../money.ts';
import { empty } from '../shapes.ts';

export const PlanCode = z.enum(['STARTER', 'PROFESSIONAL', 'ENTERPRISE']);
export type PlanCode = z.infer<typeof PlanCode>;
export const BillingInterval = z.enum(['month', 'year']);

/** What a plan limits; null means unlimited. Enforced where rows are created, never by deleting. */
export const PlanLimits = z.object({
  users: z.int().nullable(),
  contacts: z.int().nullable(),
});
export type PlanLimits = z.infer<typeof PlanLimits>;
export type LimitName = keyof PlanLimits;

export const Plan = z.object({ code: PlanCode, priceMonth: Money, priceYear: Money, limits: PlanLimits, features: z.array(z.string()) });
export type Plan = z.infer<typeof Plan>;

/** Every plan has all of the product; they differ in size. Only what a screen offers is listed: what cannot be used is not sold. */
const features = ['crm', 'gtd', 'ai'];

/** The one table: net prices in grosze, a year costs ten months. */
export const plans: readonly Plan[] = [
  {
    code: 'STARTER',
    priceMonth: { amount: 4_900, currency: 'PLN' },
    priceYear: { amount: 49_000, currency: 'PLN' },
    limits: { users: 3, contacts: 1_000 },
    features,
  },
  {
    code: 'PROFESSIONAL',
    priceMonth: { amount: 14_900, currency: 'PLN' },
    priceYear: { amount: 149_000, currency: 'PLN' },
    limits: { users: 25, contacts: 50_000 },
    features,
  },
  {
    code: 'ENTERPRISE',
    priceMonth: { amount: 49_900, currency: 'PLN' },
    priceYear: { amount: 499_000, currency: 'PLN' },
    limits: { users: null, contacts: null },
    features,
  },
];

/** The plan of the trial: large enough to bring the whole address book. */
export const trialPlan: PlanCode = 'PROFESSIONAL';
export const trialDays = 14;
/** So long before its end a period can be followed by the next, and so long after it an unpaid one keeps everything open. */
export const renewalDays = 7;
export const graceDays = 7;

/** The plan of an installation that sells none. */
export const noPlan = 'NONE';

export type Outgrown = Readonly<{ limit: LimitName; used: number; allowed: number }>;

/** What of a plan is too small already: buying it keeps everything that is there, but nothing can be added. */
export const outgrownBy = (limits: PlanLimits, used: Readonly<Record<LimitName, number>>): Outgrown[] =>
  (Object.keys(used) as LimitName[]).flatMap((limit) => {
    const allowed = limits[limit];
    return allowed !== null && used[limit] > allowed ? [{ limit, used: used[limit], allowed }] : [];
  });

/** The cheapest plan that allows more than `current` of this limit; undefined when none does. */
export const liftingPlan = (limit: LimitName, current: number): PlanCode | undefined =>
  plans.find(({ limits }) => limits[limit] === null || limits[limit] > current)?.code;

export const listPlans = action('v1.billing.plans.list', {
  http: 'GET /billing/plans',
  permission: 'authenticated',
  input: empty,
  output: z.object({
    items: z.array(Plan),
    nextCursor: z.string().nullable(),
    /** `none`: this installation sells nothing; there is no trial and no end. */
    paymentProvider: z.enum(['sandbox', 'none']),
  }),
});
