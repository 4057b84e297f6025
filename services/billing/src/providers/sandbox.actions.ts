import type { Clock } from '@crm-gtd/shared/clock.ts';
import { sandboxPage, sandboxPay } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Job } from '@crm-gtd/shared/service/define-service.ts';
import { type ActionEntry, handlePublic } from '@crm-gtd/shared/service/handle.ts';
import { errorFields, logger } from '@crm-gtd/shared/telemetry/logger.ts';
import { counter } from '@crm-gtd/shared/telemetry/metrics.ts';
import type { DueWebhook, SandboxSession, SandboxStore } from './sandbox.store.ts';
import { accepts } from './sandbox-card.ts';
import { signWebhook } from './webhook-signature.ts';

const deliveries = counter('webhook_deliveries_total');
const firstRetryMs = 2_000;
const longestRetryMs = 3_600_000;

const known = (session: SandboxSession | undefined): SandboxSession => {
  if (!session) throw new AppError('BILLING_CHECKOUT_NOT_FOUND');
  return session;
};

const pageStatus = { open: 'open', paid: 'completed', expired: 'expired', refunded: 'refunded' } as const;

export type SandboxActionsOptions = Readonly<{ store: SandboxStore; clock: Clock; deliverNow: () => void }>;

/** The hosted page's two calls: see what is to be paid, and pay. */
export const sandboxActions = ({ store, clock, deliverNow }: SandboxActionsOptions): ActionEntry[] => [
  handlePublic(sandboxPage, async ({ checkoutId }) => {
    const { id, status, summary, returnUrl } = known(await store.get(checkoutId));
    return { id, ...summary, status: pageStatus[status], returnUrl };
  }),
  handlePublic(sandboxPay, async ({ checkoutId, method, code }) => {
    const { id, returnUrl } = known(await store.get(checkoutId));
    if (!accepts({ method, code })) return { outcome: 'refused' as const, returnUrl };
    if (!(await store.close(id, 'paid', clock.now()))) throw new AppError('BILLING_CHECKOUT_CLOSED');
    deliverNow();
    return { outcome: 'paid' as const, returnUrl };
  }),
];

/** Where nothing is sold no link leads anywhere, not even one of before. */
export const closedSandboxActions = (): ActionEntry[] => [
  handlePublic(sandboxPage, () => Promise.reject(new AppError('BILLING_CHECKOUT_NOT_FOUND'))),
  handlePublic(sandboxPay, () => Promise.reject(new AppError('BILLING_CHECKOUT_NOT_FOUND'))),
];

export type WebhooksJobOptions = Readonly<{
  store: SandboxStore;
  clock: Clock;
  secret: string;
  post: (rawBody: string, signature: string) => Promise<void>;
  wake: NonNullable<Job['wake']>;
}>;

/** Delivers queued webhooks; a refused one comes again after 2 s, 4 s … at most an hour. Receivers know each by its id. */
export const sandboxWebhooksJob = ({ store, clock, secret, post, wake }: WebhooksJobOptions): Job => {
  const deliver = async ({ id, type, sessionId, attempts }: DueWebhook): Promise<void> => {
    const rawBody = JSON.stringify({ id, type, data: { sessionId } });
    try {
      await post(rawBody, signWebhook(secret, rawBody, clock.now()));
      deliveries.inc({ direction: 'out', provider: 'sandbox', outcome: 'ok' });
      await store.webhookDone(id, clock.now());
    } catch (error) {
      deliveries.inc({ direction: 'out', provider: 'sandbox', outcome: 'error' });
      logger.warn('sandbox.webhook_refused', { attempt: attempts + 1, ...errorFields(error) });
      await store.webhookFailed(id, new Date(clock.now().getTime() + Math.min(firstRetryMs * 2 ** attempts, longestRetryMs)));
    }
  };
  return {
    name: 'billing-sandbox-webhooks',
    everyMs: 1_000,
    wake,
    run: async () => {
      for (const webhook of await store.dueWebhooks(clock.now())) await deliver(webhook);
    },
  };
};
