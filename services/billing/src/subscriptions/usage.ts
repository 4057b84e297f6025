import { type LimitName, outgrownBy, type PlanLimits } from '@crm-gtd/shared/contracts/billing/plans.ts';
import { contactsUsed } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { seatsUsed } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import { type Scope, serviceScope } from '@crm-gtd/shared/service/scope.ts';

export type Used = Readonly<Record<LimitName, number>>;
export type ReadUsage = (scope: Scope) => Promise<Used>;

/** Whoever holds the rows tells how many there are: seats the gateway, contacts crm. */
export const usageReader =
  (call: Call): ReadUsage =>
  async ({ organizationId, correlationId, causationId }) => {
    const asked = serviceScope({ service: 'billing', organizationId, correlationId, causationId });
    const [{ users }, { contacts }] = await Promise.all([call(seatsUsed, {}, asked), call(contactsUsed, {}, asked)]);
    return { users, contacts };
  };

/** Told with numbers before anything is paid: what is there stays, but nothing could be added. */
export const checkOutgrown = (plan: string, limits: PlanLimits, used: Used): void => {
  const outgrown = outgrownBy(limits, used);
  if (outgrown.length > 0) throw new AppError('BILLING_PLAN_OUTGROWN', { plan, outgrown });
};
