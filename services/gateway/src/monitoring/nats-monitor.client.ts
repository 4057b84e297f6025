import { measuredRequest } from '@crm-gtd/shared/telemetry/outbound.ts';
import { z } from 'zod';

const Varz = z.object({
  connections: z.number(),
  slow_consumers: z.number(),
  in_msgs: z.number(),
  out_msgs: z.number(),
  mem: z.number(),
  cpu: z.number(),
});
export type Varz = z.infer<typeof Varz>;

/** General figures of a NATS server, from its monitoring port. */
export const readVarz = async (monitorUrl: string): Promise<Varz> => {
  const response = await measuredRequest('nats_monitor', 'GET', () =>
    fetch(new URL('/varz', monitorUrl), { signal: AbortSignal.timeout(2_000), redirect: 'error' }),
  );
  if (!response.ok) throw new Error(`NATS monitor answered ${response.status}`);
  return Varz.parse(await response.json());
};
