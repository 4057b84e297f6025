import type { BusStatus, StreamStatus } from '@crm-gtd/shared/messaging/bus.ts';
import type { NameOf } from '@crm-gtd/shared/telemetry/catalogue.ts';
import { reading } from '@crm-gtd/shared/telemetry/collect.ts';
import { gauge } from '@crm-gtd/shared/telemetry/metrics.ts';
import { readVarz, type Varz } from './nats-monitor.client.ts';

/**
 * The broker's own figures under the names of its official exporter, so that the exporter can take this place. Only the gateway
 * asks: six services would tell the same six times.
 */
const streamReaders = new Set<() => Promise<BusStatus | undefined>>();
const serverReaders = new Set<() => Promise<Varz | 'down' | undefined>>();

type Names<P extends string> = Extract<NameOf<'gauge'>, `${P}${string}`>;

const streamGauge = (name: Names<'jetstream_stream_'>, figure: (stream: StreamStatus) => number) =>
  gauge(name, async function () {
    for (const read of streamReaders)
      for (const stream of (await read())?.streams ?? []) this.set({ stream_name: stream.name }, figure(stream));
  });

streamGauge('jetstream_stream_total_messages', ({ messages }) => messages);
streamGauge('jetstream_stream_total_bytes', ({ bytes }) => bytes);
streamGauge('jetstream_stream_limit_bytes', ({ limitBytes }) => limitBytes);
streamGauge('jetstream_stream_last_seq', ({ lastSeq }) => lastSeq);
streamGauge('jetstream_stream_consumer_count', ({ consumers }) => consumers);

/** Without a monitor to ask there is no sample: a zero would say that the server is down. */
const serverGauge = (name: Names<'nats_varz_'> | 'nats_up', figure: (varz: Varz | 'down') => number | undefined): void => {
  const made = gauge(name, async function () {
    for (const read of serverReaders) {
      const found = await read();
      const value = found && figure(found);
      if (value !== undefined) this.set(value);
    }
  });
  made.remove();
};
const figureOf = (key: keyof Varz) => (varz: Varz | 'down') => (varz === 'down' ? undefined : varz[key]);

serverGauge('nats_up', (varz) => (varz === 'down' ? 0 : 1));
serverGauge('nats_varz_connections', figureOf('connections'));
serverGauge('nats_varz_slow_consumers', figureOf('slow_consumers'));
serverGauge('nats_varz_in_msgs', figureOf('in_msgs'));
serverGauge('nats_varz_out_msgs', figureOf('out_msgs'));
serverGauge('nats_varz_mem', figureOf('mem'));
serverGauge('nats_varz_cpu', figureOf('cpu'));

export const watchNats = ({ status, monitorUrl }: { status: () => Promise<BusStatus>; monitorUrl: string | undefined }): (() => void) => {
  const streams = reading('streams', status);
  streamReaders.add(streams);
  const server = monitorUrl === undefined ? undefined : reading('nats', () => readVarz(monitorUrl).catch((): 'down' => 'down'));
  if (server) serverReaders.add(server);
  return () => {
    streamReaders.delete(streams);
    if (server) serverReaders.delete(server);
  };
};
