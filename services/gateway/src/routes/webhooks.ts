import { receiveWebhook } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { parseInput } from '@crm-gtd/shared/service/handle.ts';
import type { CallRaw } from '@crm-gtd/shared/service/rpc.ts';
import { readBody } from '../http/body.ts';
import type { SpecialHandler } from './dispatch.ts';

const maxBytes = 262_144;

/** Where each provider puts its signature. */
const signatureHeader: Readonly<Record<string, string>> = { stripe: 'stripe-signature', sandbox: 'webhook-signature' };

/** The bytes go to billing untouched, because the signature covers them; whether it holds is decided there. */
export const webhookHandler =
  (callRaw: CallRaw): SpecialHandler =>
  async (request, response, { match, context }) => {
    const provider = match.params['provider'] ?? '';
    const name = signatureHeader[provider];
    if (!name) throw new AppError('NOT_FOUND');
    const body = await readBody(request, maxBytes);
    const signature = request.headers[name];
    const input = { provider, signature: typeof signature === 'string' ? signature : '', rawBody: body.toString('utf8') };
    parseInput(receiveWebhook, input);
    await callRaw(receiveWebhook as never, input, { correlationId: context.correlationId });
    response.statusCode = 200;
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end('{"received":true}');
  };
