import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { measuredRequest } from '@crm-gtd/shared/telemetry/outbound.ts';

/** Posts one signed webhook to the real webhook route; anything but a 2xx throws, and the queue tries again. */
export const postWebhook = async (url: string, rawBody: string, signature: string): Promise<void> => {
  const response = await measuredRequest('payment_webhook', 'POST', () =>
    fetch(url, {
      method: 'POST',
      body: rawBody,
      redirect: 'error',
      signal: AbortSignal.timeout(5_000),
      headers: { 'content-type': 'application/json', 'webhook-signature': signature },
    }),
  );
  await response.arrayBuffer();
  if (!response.ok) throw new AppError('BILLING_PROVIDER_FAILED', { status: response.status });
};
