import { type LimitName, liftingPlan, noPlan, type PlanLimits, plans, trialPlan } from '@crm-gtd/shared/contracts/billing/plans.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';

/** What an organization may: the part that is asked for at every request. */
export type Allowance = Pick<Entitlement, 'plan' | 'access' | 'limits'>;

export type Entitlement = Readonly<{
  plan: string;
  status: string;
  access: 'full' | 'restricted' | 'readOnly';
  limits: Readonly<Record<string, number | null>>;
  features: readonly string[];
}>;

/** For writes there are two: what `restricted` takes away, new seats, is asked for where seats are given. */
export const allowedAccess = (access: Entitlement['access']): 'full' | 'readOnly' => (access === 'readOnly' ? 'readOnly' : 'full');

const trial = plans.find(({ code }) => code === trialPlan);

/** What holds until billing has told: an organization works from its first second. */
export const firstEntitlement = (configured?: Readonly<Record<string, number | null>>): Entitlement => ({
  plan: trialPlan,
  status: 'trialing',
  access: 'full',
  limits: configured ?? (trial?.limits as PlanLimits),
  features: trial?.features ?? [],
});

/** Where nothing is sold, what is configured holds for everybody and for good. */
export const unsoldEntitlement = (configured?: Readonly<Record<string, number | null>>): Entitlement => ({
  ...firstEntitlement(configured),
  plan: noPlan,
  status: 'unsold',
});

/** What billing told last, unless this installation sells nothing: then what it once told is past. */
export const inForce = <E extends Allowance>(told: E | undefined, first: Entitlement): E | Entitlement =>
  first.status === 'unsold' ? first : (told ?? first);

/** An owner's later organizations begin where a trial ends. */
export const withoutTrial = (first: Entitlement): Entitlement => ({ ...first, status: 'expired', access: 'readOnly' });

/** Without full access (a failed payment, a cancelled plan) there are no new seats, whatever the plan allows. */
const allowedOf = ({ access, limits }: Allowance, limit: LimitName, current: number): number | null => {
  const allowed = limits[limit] ?? null;
  if (limit !== 'users' || access === 'full') return allowed;
  return Math.min(allowed ?? current, current);
};

/** Refuses one more of something when the plan's limit is reached. Existing rows are never touched. */
export const checkRoom = (entitlement: Allowance, limit: LimitName, current: number): void => {
  const allowed = allowedOf(entitlement, limit, current);
  if (allowed === null || current < allowed) return;
  throw new AppError('PLAN_LIMIT_REACHED', {
    limit,
    current,
    allowed,
    plan: entitlement.plan,
    liftedBy: entitlement.plan === noPlan ? null : (liftingPlan(limit, current) ?? null),
  });
};
