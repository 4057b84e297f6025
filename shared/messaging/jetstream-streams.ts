import type { ConsumerConfig, ConsumerInfo, JetStreamManager, StreamInfo } from 'nats';
import { AckPolicy, DeliverPolicy, NatsError, ReplayPolicy } from 'nats';
import type { ConsumerOptions } from './bus.ts';
import { ConfigMismatchError, differences, type StreamConfig } from './streams.ts';

/** Error numbers of the broker's API; its texts change between releases. */
const code = { streamNotFound: 10059, streamNameInUse: 10058, consumerNotFound: 10014, consumerExists: 10148, consumerNameInUse: 10013 };

export const apiCode = (error: unknown): number | undefined => (error instanceof NatsError ? error.api_error?.err_code : undefined);
export const isMissing = (error: unknown): boolean => apiCode(error) === code.streamNotFound || apiCode(error) === code.consumerNotFound;
export const isStreamMissing = (error: unknown): boolean => apiCode(error) === code.streamNotFound;

const orUndefined = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

export const findStream = (manager: JetStreamManager, name: string): Promise<StreamInfo | undefined> =>
  orUndefined(manager.streams.info(name));

/** Safe when six services do it at once: whoever loses the race finds the stream there and only compares. */
export async function ensureStream(manager: JetStreamManager, wanted: StreamConfig): Promise<void> {
  if (!(await findStream(manager, wanted.name))) {
    await toleratingRace(manager.streams.add(wanted as unknown as Parameters<typeof manager.streams.add>[0]), [code.streamNameInUse]);
  }
  const found = await manager.streams.info(wanted.name);
  const fields = differences(wanted, found.config);
  if (fields.length > 0) throw new ConfigMismatchError(`Stream ${wanted.name}`, fields);
}

async function toleratingRace(work: Promise<unknown>, codes: readonly number[]): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!codes.includes(apiCode(error) ?? 0)) throw error;
  }
}

const durableConfig = (options: ConsumerOptions) => ({
  durable_name: options.durable,
  filter_subject: options.filterSubject,
  ack_policy: AckPolicy.Explicit,
  deliver_policy: DeliverPolicy.All,
  replay_policy: ReplayPolicy.Instant,
  ack_wait: options.ackWaitMs * 1_000_000,
  max_deliver: options.maxDeliver,
  max_ack_pending: options.maxAckPending,
});

/** These may change between releases without losing the durable's position. */
const mutable = new Set(['ack_wait', 'max_deliver', 'max_ack_pending']);

export async function ensureDurable(manager: JetStreamManager, options: ConsumerOptions): Promise<ConsumerInfo> {
  const wanted = durableConfig(options);
  const { consumers } = manager;
  const before = await orUndefined(consumers.info(options.stream, options.durable));
  if (!before) await toleratingRace(consumers.add(options.stream, wanted), [code.consumerExists, code.consumerNameInUse]);
  else if (onlyMutable(wanted, before.config)) await consumers.update(options.stream, options.durable, wanted as Partial<ConsumerConfig>);
  const found = await consumers.info(options.stream, options.durable);
  const fields = differences(wanted, found.config);
  if (fields.length > 0) throw new ConfigMismatchError(`Durable ${options.durable} on ${options.stream}`, fields);
  return found;
}

function onlyMutable(wanted: object, found: object): boolean {
  const fields = differences(wanted, found);
  return fields.length > 0 && fields.every(({ field }) => mutable.has(field));
}
