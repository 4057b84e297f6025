import { createHmac } from 'node:crypto';
import type { Clock } from '@crm-gtd/shared/clock.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { z } from 'zod';
import type { PaymentProvider } from './payment-provider.ts';
import type { SandboxStore } from './sandbox.store.ts';
import { webhookFits } from './webhook-signature.ts';

const Webhook = z.object({ id: z.string().max(100), type: z.string().max(100), data: z.object({ sessionId: z.string().max(100) }) });

/** Secrets of the stand-in come from the service's own key, so that it works with no further setting. */
export const derivedSecret = (key: string, purpose: string): string => createHmac('sha256', key).update(purpose).digest('hex');

export type SandboxOptions = Readonly<{ store: SandboxStore; clock: Clock; frontendUrl: string; key: string }>;

/** The built-in provider: own hosted page, own signed webhooks, no money. */
export const sandboxProvider = ({ store, clock, frontendUrl, key }: SandboxOptions): PaymentProvider => {
  const webhookSecret = derivedSecret(key, 'sandbox-webhook');
  const sessionIdOf = (checkoutId: string): string => deterministicId(checkoutId, derivedSecret(key, 'sandbox-session'));
  return {
    name: 'sandbox',
    createSession: async (request) => {
      const sessionId = sessionIdOf(request.checkoutId);
      await store.create(sessionId, request);
      return { sessionId, url: `${frontendUrl}/sandbox/checkout/${sessionId}` };
    },
    getSession: async (sessionId) => {
      const session = await store.get(sessionId);
      return session && { status: session.status, ...session.reference };
    },
    expireSession: async (sessionId) => void (await store.close(sessionId, 'expired', clock.now())),
    refund: async (sessionId) => void (await store.refund(sessionId)),
    readWebhook: (rawBody, signature) => {
      if (!webhookFits([webhookSecret], rawBody, signature, clock.now())) throw new AppError('BILLING_WEBHOOK_SIGNATURE');
      const { id, type, data } = Webhook.parse(JSON.parse(rawBody));
      return { id, type, sessionId: data.sessionId };
    },
  };
};
