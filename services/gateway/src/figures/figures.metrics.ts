import { PlanCode } from '@crm-gtd/shared/contracts/billing/plans.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { countCommitted } from '@crm-gtd/shared/messaging/committed.ts';
import { counter, gauge } from '@crm-gtd/shared/telemetry/metrics.ts';
import type { Figures } from './figures.store.ts';

const signups = counter('signups_total');
const organizationsGauge = gauge('organizations_total');
const sessionsGauge = gauge('sessions_active');
const users = gauge('active_users');

export const countSignups = (): void => countCommitted(organizationCreated, () => signups.inc());

/** Until billing has told of its plan, an organization is on trial. */
const planKind = ({ plan, trial }: Figures['organizations'][number]): string => (trial || plan === null ? 'trial' : plan);

export const showFigures = ({ organizations, sessions, users: active }: Figures): void => {
  for (const plan_kind of ['trial', ...PlanCode.options]) {
    const counted = organizations.filter((row) => planKind(row) === plan_kind);
    organizationsGauge.set(
      { plan_kind },
      counted.reduce((sum, row) => sum + row.organizations, 0),
    );
  }
  sessionsGauge.set(sessions);
  for (const [window, count] of Object.entries(active)) users.set({ window }, count);
};
