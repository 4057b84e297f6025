import { measuredRequest } from '@crm-gtd/shared/telemetry/outbound.ts';
import { z } from 'zod';

/** A copy of the release before tells no version. */
const Ready = z.object({ ready: z.literal(true), version: z.string().nullish() });

export type WebHealth = () => Promise<{ version: string | null }>;

/** The web app is on no bus: it is asked as nginx and Docker ask it. */
export const webHealth = (webUrl: string, basePath: string): WebHealth => {
  const address = new URL(`${basePath}/health/ready`, webUrl);
  return async () => {
    const response = await measuredRequest('web_health', 'GET', () =>
      fetch(address, { signal: AbortSignal.timeout(1_000), redirect: 'error' }),
    );
    if (!response.ok) throw new Error(`The web app answered ${response.status}`);
    return { version: Ready.parse(await response.json()).version ?? null };
  };
};
