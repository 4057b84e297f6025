import { connect, nanos } from 'nats';
import { eventServices, streamOf } from '../../shared/messaging/streams.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import type { Told } from './history.ts';

type Envelope = Readonly<{ id: string; organizationid: string; aggregatetype: string; aggregateid: string; sequence: number }>;

/** Every event of the given organizations as it lies in the streams, stream by stream in the stream's order. */
export async function readStreams(natsUrl: string, organizations: ReadonlySet<string>): Promise<Told[]> {
  const connection = await connect({ servers: natsUrl.split(','), timeout: 5_000 });
  const told: Told[] = [];
  try {
    const manager = await connection.jetstreamManager();
    for (const service of eventServices) {
      const stream = streamOf(service);
      const { state } = await manager.streams.info(stream);
      if (state.messages === 0) continue;
      const reader = await connection.jetstream().consumers.get(stream);
      for await (const message of await reader.consume({ max_messages: 500 })) {
        const envelope = message.json<Envelope>();
        if (organizations.has(envelope.organizationid)) told.push(place(envelope));
        if (message.seq >= state.last_seq) break;
      }
    }
    return told;
  } finally {
    await connection.close();
  }
}

const place = ({ id, organizationid, aggregatetype, aggregateid, sequence }: Envelope): Told => ({
  id,
  aggregate: `${organizationid}/${aggregatetype}/${aggregateid}`,
  sequence,
});

/** The node that takes what is written to a stream. */
export async function leaderOf(natsUrl: string, stream: string): Promise<string> {
  const connection = await connect({ servers: natsUrl.split(','), timeout: 5_000 });
  try {
    const manager = await connection.jetstreamManager();
    const look = async (): Promise<string | undefined> => (await manager.streams.info(stream)).cluster?.leader || undefined;
    return await waitFor(`a leader of ${stream}`, look, 30_000);
  } finally {
    await connection.close();
  }
}

/** Deletes every durable of the event streams and makes it again with the same settings from the first message on. */
export async function rewindAll(natsUrl: string): Promise<{ durables: number; messages: number }> {
  const connection = await connect({ servers: natsUrl.split(','), timeout: 5_000 });
  try {
    const manager = await connection.jetstreamManager();
    let durables = 0;
    let messages = 0;
    for (const stream of eventServices.map(streamOf)) {
      for (const { name, config } of await manager.consumers.list(stream).next()) {
        if (config.durable_name === undefined) continue;
        await manager.consumers.delete(stream, name);
        const made = await manager.consumers.add(stream, { ...config, ack_wait: config.ack_wait ?? nanos(5_000) });
        durables += 1;
        messages += made.num_pending;
      }
    }
    return { durables, messages };
  } finally {
    await connection.close();
  }
}
