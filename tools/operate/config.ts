import { z } from 'zod';
import { natsUrl } from '../../shared/config/common-config.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { processEnv } from '../../shared/config/process-config.ts';

const schema = z.object({
  NATS_URL: natsUrl.describe('NATS as the user `ops`.'),
  NATS_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
  OPERATOR: z.string().default('unknown').describe('Who runs the command; written into the line of each act.'),
});

/** What `ops` hands a program it runs in the tools image. */
export function operateConfig(): z.output<typeof schema> {
  return loadConfig(schema, processEnv);
}
