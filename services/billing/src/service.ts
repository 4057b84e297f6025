import { ConfigError } from '@crm-gtd/shared/config/load-config.ts';
import { createTenantDb } from '@crm-gtd/shared/database/tenant-db.ts';
import { type Deps, defineService, type Job, type ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { ActionEntry } from '@crm-gtd/shared/service/handle.ts';
import { checkoutsActions } from './checkouts/checkouts.actions.ts';
import { checkoutsStore } from './checkouts/checkouts.store.ts';
import { type BillingConfig, billingConfig } from './config.ts';
import type { DB } from './generated/db-types.ts';
import { invoicesActions } from './invoices/invoices.actions.ts';
import { invoicesConsumers } from './invoices/invoices.consumers.ts';
import { invoicesStore } from './invoices/invoices.store.ts';
import type { PaymentProvider } from './providers/payment-provider.ts';
import { sandboxActions, sandboxWebhooksJob } from './providers/sandbox.actions.ts';
import { sandboxStore } from './providers/sandbox.store.ts';
import { derivedSecret, sandboxProvider } from './providers/sandbox.ts';
import { postWebhook } from './providers/sandbox-webhook.client.ts';
import { subscriptionsActions } from './subscriptions/subscriptions.actions.ts';
import { deadlinesJob, subscriptionsConsumers } from './subscriptions/subscriptions.consumers.ts';
import { subscriptionsStore } from './subscriptions/subscriptions.store.ts';

type Payments = Readonly<{ provider: PaymentProvider; actions: ActionEntry[]; jobs: Job[] }>;

/** A stand-in that gives plans away must not be chosen by forgetting a setting. */
const checkProvider = ({ NODE_ENV, PAYMENT_PROVIDER }: BillingConfig): void => {
  if (NODE_ENV === 'production' && PAYMENT_PROVIDER === undefined)
    throw new ConfigError(['PAYMENT_PROVIDER: named on purpose in production']);
};

const sandboxPayments = ({ config, db, clock }: Deps<DB, BillingConfig>): Payments => {
  const store = sandboxStore(db);
  const key = config.ACTOR_PRIVATE_KEY;
  let deliverNow = (): void => undefined;
  const post = (rawBody: string, signature: string): Promise<void> => postWebhook(config.SANDBOX_WEBHOOK_URL, rawBody, signature);
  return {
    provider: sandboxProvider({ store, clock, frontendUrl: config.FRONTEND_URL, key }),
    actions: sandboxActions({ store, clock, deliverNow: () => deliverNow() }),
    jobs: [
      sandboxWebhooksJob({
        store,
        clock,
        secret: derivedSecret(key, 'sandbox-webhook'),
        post,
        wake: (run) => {
          deliverNow = run;
        },
      }),
    ],
  };
};

const build = (deps: Deps<DB, BillingConfig>): ServiceParts => {
  const { config, db, clock, call } = deps;
  checkProvider(config);
  const subscriptions = subscriptionsStore(db);
  const payments = sandboxPayments(deps);
  return {
    actions: [
      ...subscriptionsActions(subscriptions, clock),
      ...checkoutsActions({ store: checkoutsStore(db), provider: payments.provider, clock, frontendUrl: config.FRONTEND_URL }),
      ...invoicesActions(invoicesStore(db)),
      ...payments.actions,
    ],
    consumers: [...subscriptionsConsumers(clock), ...invoicesConsumers(call, clock)],
    jobs: [deadlinesJob(subscriptions, clock), ...payments.jobs],
  };
};

export const billingService = defineService({
  name: 'billing',
  config: billingConfig,
  createDb: (options) => createTenantDb<DB>(options),
  build,
});
