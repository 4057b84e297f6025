import type { Access, SubscriptionStatus } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import type { z } from 'zod';

type Status = z.infer<typeof SubscriptionStatus>;

const graceDays = 7;
const restrictedDays = 14;

/** What the organization may do: full, restricted (no new seats, AI or automations) or readOnly. Data is never deleted. */
export const accessOf = (status: Status, daysInStatus: number): z.infer<typeof Access> => {
  if (status === 'trialing' || status === 'active' || status === 'incomplete') return 'full';
  if (status !== 'past_due') return 'readOnly';
  if (daysInStatus <= graceDays) return 'full';
  return daysInStatus <= restrictedDays ? 'restricted' : 'readOnly';
};
