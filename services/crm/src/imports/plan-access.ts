import type { Clock } from '@crm-gtd/shared/clock.ts';
import { getEntitlements } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import { type Scope, serviceScope } from '@crm-gtd/shared/service/scope.ts';

type Access = NonNullable<Scope['access']>;

/** What the plan of an organization allows now. A worker outlives the token of whoever started it, so it asks again. */
export type PlanAccess = (scope: Scope) => Promise<Access>;

/** A plan that ends takes effect on a running import after at most so long. */
const trustMs = 30_000;
const remembered = 500;

/** While billing cannot be asked the last answer holds, and before any answer what held when the work was started. */
export const planAccess = (call: Call, clock: Clock, unknown: (code: string, scope: Scope) => void): PlanAccess => {
  const answers = new Map<string, { access: Access; atMs: number }>();

  const ask = async ({ organizationId, correlationId, causationId }: Scope): Promise<Access> => {
    const asked = serviceScope({ service: 'crm', organizationId, correlationId, causationId });
    const { access } = await call(getEntitlements, {}, asked);
    return access === 'readOnly' ? 'readOnly' : 'full';
  };

  return async (scope) => {
    const known = answers.get(scope.organizationId);
    const nowMs = clock.now().getTime();
    if (known && nowMs - known.atMs < trustMs) return known.access;
    const access = await ask(scope).catch((error: unknown) => {
      unknown(isAppError(error) ? error.code : 'INTERNAL', scope);
      return known?.access ?? scope.access ?? 'full';
    });
    if (answers.size >= remembered) answers.clear();
    answers.set(scope.organizationId, { access, atMs: nowMs });
    return access;
  };
};
