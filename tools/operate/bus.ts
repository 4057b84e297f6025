import type { Bus } from '../../shared/messaging/bus.ts';
import { connectJetStreamBus } from '../../shared/messaging/jetstream-bus.ts';
import { operateConfig } from './config.ts';

export async function withBus<T>(work: (bus: Bus) => Promise<T>): Promise<T> {
  const { NATS_URL, NATS_REPLICAS } = operateConfig();
  const bus = await connectJetStreamBus({ url: NATS_URL, service: 'ops', replicas: NATS_REPLICAS });
  try {
    return await work(bus);
  } finally {
    await bus.close();
  }
}
