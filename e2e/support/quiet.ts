import { connect, type JetStreamManager } from 'nats';
import { withConnection } from '../../shared/database/admin-connection.ts';
import { serviceNames, urlFor } from '../../shared/database/urls.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import type { Product } from '../../tools/run/product.ts';

type Streams = Readonly<{ busy: number; written: number }>;

const unsent = serviceNames.map((name) => `(select count(*) from ${name}.msg_outbox where published_at is null)`).join(' + ');

/** Every event has been sent, and every durable is done with it: from now on nothing changes by itself. */
export async function untilQuiet({ servers }: Pick<Product, 'servers'>): Promise<void> {
  const connection = await connect({ servers: servers.natsUrl.split(',') });
  try {
    const manager = await connection.jetstreamManager();
    await withConnection(urlFor(servers.postgresAdminUrl, { database: servers.database }), (client) =>
      waitFor('every event to have had its effects', async () => {
        const before = await streamsOf(manager);
        const { rows } = await client.query<{ unsent: string }>(`select ${unsent} as unsent`);
        const after = await streamsOf(manager);
        // What was sent between the two looks would be seen by neither.
        return before.busy === 0 && after.busy === 0 && rows[0]?.unsent === '0' && before.written === after.written;
      }),
    );
  } finally {
    await connection.close();
  }
}

async function streamsOf(manager: JetStreamManager): Promise<Streams> {
  let [busy, written] = [0, 0];
  for await (const { config, state } of manager.streams.list()) {
    written += state.last_seq;
    for await (const { num_pending, num_ack_pending } of manager.consumers.list(config.name)) busy += num_pending + num_ack_pending;
  }
  return { busy, written };
}
