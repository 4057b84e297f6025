import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inContainer, natsConfiguration } from './configuration.ts';

/** `node deploy/compose/nats/generate.ts` after a change of grants.ts. */
writeFileSync(join(import.meta.dirname, 'nats.conf'), natsConfiguration(inContainer));
