import { chosenProvider } from '@crm-gtd/shared/config/payment-config.ts';
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
import { closedSandboxActions, sandboxActions, sandboxWebhooksJob } from './providers/sandbox.actions.ts';
import { sandboxStore } from './providers/sandbox.store.ts';
import { derivedSecret, sandboxProvider } from './providers/sandbox.ts';
import { postWebhook } from './providers/sandbox-webhook.client.ts';
import { subscriptionsActions } from './subscriptions/subscriptions.actions.ts';
import { deadlinesJob, subscriptionsConsumers } from './subscriptions/subscriptions.consumers.ts';
import { subscriptionsStore } from './subscriptions/subscriptions.store.ts';
import { usageReader } from './subscriptions/usage.ts';

type Payments = Readonly<{ provider: PaymentProvider | undefined; actions: ActionEntry[]; jobs: Job[] }>;

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

const noPayments = (): Payments => ({ provider: undefined, actions: closedSandboxActions(), jobs: [] });

const build = (deps: Deps<DB, BillingConfig>): ServiceParts => {
  const { config, db, clock, call } = deps;
  const paymentProvider = chosenProvider(config);
  const sells = paymentProvider !== 'none';
  const subscriptions = subscriptionsStore(db);
  const payments = sells ? sandboxPayments(deps) : noPayments();
  const usage = usageReader(call);
  return {
    actions: [
      ...subscriptionsActions({ store: subscriptions, clock, usage, paymentProvider }),
      ...checkoutsActions({ store: checkoutsStore(db), provider: payments.provider, usage, clock, frontendUrl: config.FRONTEND_URL }),
      ...invoicesActions(invoicesStore(db)),
      ...payments.actions,
    ],
    consumers: [...subscriptionsConsumers(clock, sells), ...invoicesConsumers(call, clock)],
    jobs: [...(sells ? [deadlinesJob(subscriptions, clock)] : []), ...payments.jobs],
  };
};

export const billingService = defineService({
  name: 'billing',
  config: billingConfig,
  createDb: (options) => createTenantDb<DB>(options),
  build,
});
