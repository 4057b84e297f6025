import type { TenantDb, Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { DB } from '../generated/db-types.ts';
import type { CheckoutRequest } from './payment-provider.ts';

export type SandboxSummary = Pick<CheckoutRequest, 'plan' | 'interval' | 'net' | 'vat' | 'gross' | 'currency'>;
export type SandboxReference = Pick<CheckoutRequest, 'checkoutId' | 'organizationId'>;
export type SandboxSession = Readonly<{
  id: string;
  status: 'open' | 'paid' | 'expired' | 'refunded';
  reference: SandboxReference;
  summary: SandboxSummary;
  returnUrl: string;
}>;
export type DueWebhook = Readonly<{ id: string; type: string; sessionId: string; attempts: number }>;

export type SandboxStore = Readonly<{
  create(id: string, request: CheckoutRequest): Promise<void>;
  get(id: string): Promise<SandboxSession | undefined>;
  /** From open to the given state, once; a payment queues its webhook in the same transaction. False when it was not open. */
  close(id: string, status: 'paid' | 'expired', now: Date): Promise<boolean>;
  refund(id: string): Promise<void>;
  dueWebhooks(now: Date): Promise<DueWebhook[]>;
  webhookDone(id: string, now: Date): Promise<void>;
  webhookFailed(id: string, nextAt: Date): Promise<void>;
}>;

const queueWebhook = (tx: Tx<DB>, sessionId: string, now: Date) =>
  tx.kysely
    .insertInto('sandboxWebhooks')
    .values({ id: `evt_${newId()}`, sessionId, type: 'checkout.session.completed', nextAt: now })
    .execute();

/** The stand-in's own world, beside every tenant: what another company's database would hold. */
export const sandboxStore = (db: TenantDb<DB>): SandboxStore => ({
  create: (id, request) =>
    db.withoutTenant(async (tx) => {
      const { checkoutId, organizationId, returnUrl, ...summary } = request;
      const values = {
        id,
        status: 'open',
        reference: JSON.stringify({ checkoutId, organizationId }),
        summary: JSON.stringify(summary),
        amount: request.gross,
        currency: request.currency,
        returnUrl,
      };
      await tx.kysely
        .insertInto('sandboxSessions')
        .values(values)
        .onConflict((on) => on.column('id').doNothing())
        .execute();
    }),
  get: (id) =>
    db.withoutTenant(async (tx) => {
      const row = await tx.kysely
        .selectFrom('sandboxSessions')
        .select(['id', 'status', 'reference', 'summary', 'returnUrl'])
        .where('id', '=', id)
        .executeTakeFirst();
      return row as SandboxSession | undefined;
    }),
  close: (id, status, now) =>
    db.withoutTenant(async (tx) => {
      const closed = await tx.kysely
        .updateTable('sandboxSessions')
        .set({ status, paidAt: status === 'paid' ? now : null })
        .where('id', '=', id)
        .where('status', '=', 'open')
        .returning('id')
        .executeTakeFirst();
      if (closed && status === 'paid') await queueWebhook(tx, id, now);
      return closed !== undefined;
    }),
  refund: (id) =>
    db.withoutTenant(
      async (tx) =>
        void (await tx.kysely
          .updateTable('sandboxSessions')
          .set({ status: 'refunded' })
          .where('id', '=', id)
          .where('status', '=', 'paid')
          .execute()),
    ),
  dueWebhooks: (now) =>
    db.withoutTenant((tx) =>
      tx.kysely
        .selectFrom('sandboxWebhooks')
        .select(['id', 'type', 'sessionId', 'attempts'])
        .where('deliveredAt', 'is', null)
        .where('nextAt', '<=', now)
        .orderBy('nextAt')
        .limit(50)
        .execute(),
    ),
  webhookDone: (id, now) =>
    db.withoutTenant(
      async (tx) => void (await tx.kysely.updateTable('sandboxWebhooks').set({ deliveredAt: now }).where('id', '=', id).execute()),
    ),
  webhookFailed: (id, nextAt) =>
    db.withoutTenant(
      async (tx) =>
        void (await tx.kysely
          .updateTable('sandboxWebhooks')
          .set((eb) => ({ nextAt, attempts: eb('attempts', '+', 1) }))
          .where('id', '=', id)
          .execute()),
    ),
});
