import { z } from 'zod';
import { type EventContract, event } from '../contracts/define.ts';
import { createTenantDb } from '../database/tenant-db.ts';
import { AppError } from '../errors/app-error.ts';
import { projection } from '../messaging/consumer.ts';
import { startConsumers } from '../messaging/consumer-runner.ts';
import { connectJetStreamBus } from '../messaging/jetstream-bus.ts';
import { startRelay } from '../messaging/relay.ts';

/** The smallest service: a relay and one consumer, in a process of its own that may be killed. */
export type FailpointOptions = Readonly<{ natsUrl: string; appUrl: string; relayUrl: string; failAt?: string }>;

export const probed = event('crm.probe.changed', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'probe',
  key: (data) => data.probeId,
  data: z.object({ probeId: z.uuid(), poison: z.boolean().optional() }),
});

async function main(options: FailpointOptions): Promise<void> {
  const bus = await connectJetStreamBus({ url: options.natsUrl, service: 'crm', maxBytes: 67_108_864 });
  await bus.ensureStreams();
  const db = createTenantDb<unknown>({ url: options.appUrl, schema: 'crm', applicationName: 'failpoint', maxConnections: 4 });
  const declaration = projection({
    durable: 'crm-failpoint-probe',
    events: [probed as unknown as EventContract],
    aggregate: 'probe',
    handle: async ({ envelope, data }, tx) => {
      if (data['poison'] === true) throw new AppError('EVENT_INVALID');
      const values = [envelope.id, envelope.aggregateid, envelope.sequence];
      await tx.sql('insert into probe_effect (event_id, aggregate_id, sequence) values ($1, $2, $3)', values);
    },
  });
  const { failAt } = options;
  await startConsumers({
    bus,
    db,
    service: 'crm',
    declarations: [declaration],
    failAt,
    ackWaitMs: 500,
    retry: { failure: [50], gap: [50] },
    maxDeliver: 100,
  });
  await startRelay({ relayUrl: options.relayUrl, schema: 'crm', bus, failAt });
  process.stdout.write('ready\n');
}

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '') as FailpointOptions);
