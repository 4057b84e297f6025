import type { ConsumerMessages, JsMsg } from 'nats';
import type { ConsumerOptions, ConsumerStatus, Delivery, DeliveryHandler, RunningConsumer } from './bus.ts';
import { filterTemplate } from './consumer-metrics.ts';
import { fromHeaders, type Link } from './jetstream-link.ts';
import { ensureDurable, isMissing, isStreamMissing } from './jetstream-streams.ts';
import { consumerRecreated, consumerReopened, operationDuration } from './messaging-metrics.ts';

const WATCH_MS = 5_000;
const SILENCE_MS = 15_000;
/** A pull that the broker forgot (restart, lost route) is noticed after two missed heartbeats. */
const PULL = { expires: 4_000, idle_heartbeat: 2_000 };

type Running = {
  readonly link: Link;
  readonly options: ConsumerOptions;
  readonly handler: DeliveryHandler;
  readonly ensureStreams: () => Promise<void>;
  messages: ConsumerMessages | undefined;
  lastDelivery: number;
  closed: boolean;
};

export async function consumeFrom(
  link: Link,
  options: ConsumerOptions,
  handler: DeliveryHandler,
  ensureStreams: () => Promise<void>,
): Promise<RunningConsumer> {
  const running: Running = { link, options, handler, ensureStreams, messages: undefined, lastDelivery: performance.now(), closed: false };
  const labels = { consumer_name: options.durable };
  consumerRecreated.inc(labels, 0);
  consumerReopened.inc(labels, 0);
  await ensureDurable(link.manager, options);
  await open(running);
  const watch = setInterval(() => void watchOver(running), WATCH_MS);
  watch.unref();
  return {
    alive: () => !running.closed && running.messages !== undefined && link.state.connected,
    status: () => status(running),
    close: async () => {
      running.closed = true;
      clearInterval(watch);
      await running.messages?.close();
    },
  };
}

async function open(running: Running): Promise<void> {
  const { link, options, handler } = running;
  const consumer = await link.client.consumers.get(options.stream, options.durable);
  const messages = await consumer.consume({
    ...PULL,
    max_messages: options.maxAckPending,
    // Asks the broker for nothing but messages: the client's own check waits half a minute when the broker is not ready yet.
    bind: true,
    callback: (message) => {
      running.lastDelivery = performance.now();
      handler(deliveryOf(running, message)).catch((error: unknown) =>
        link.logger.error('consumer.delivery_failed', { consumer: options.durable, error: String(error) }),
      );
    },
  });
  if (running.closed) return void (await messages.close());
  running.messages = messages;
  running.lastDelivery = performance.now();
  void messages.closed().then(() => {
    if (running.messages === messages) running.messages = undefined;
  });
}

function deliveryOf(running: Running, message: JsMsg): Delivery {
  const { stream, streamSequence, deliveryCount } = message.info;
  return {
    subject: message.subject,
    payload: message.string(),
    headers: fromHeaders(message.headers),
    stream,
    streamSeq: streamSequence,
    attempt: deliveryCount,
    ack: () => confirmedAck(running, message),
    nak: (delayMs) => message.nak(Math.max(1, Math.round(delayMs))),
    term: () => message.term(),
    inProgress: () => message.working(),
  };
}

async function confirmedAck({ link, options }: Running, message: JsMsg): Promise<boolean> {
  const started = performance.now();
  const measure = (error_type: string): void =>
    operationDuration.observe(
      { messaging_operation_name: 'ack', messaging_destination_template: filterTemplate(options.filterSubject), error_type },
      (performance.now() - started) / 1_000,
    );
  try {
    const confirmed = await message.ackAck({ timeout: 2_000 });
    measure('');
    return confirmed;
  } catch (error) {
    measure('unconfirmed');
    link.logger.warn('consumer.ack_unconfirmed', {
      subject: message.subject,
      stream_seq: message.info.streamSequence,
      error: String(error),
    });
    return false;
  }
}

async function status({ link, options }: Running): Promise<ConsumerStatus> {
  const { stream, durable } = options;
  const info = await link.manager.consumers.info(stream, durable);
  return {
    stream,
    durable,
    pending: info.num_pending,
    ackPending: info.num_ack_pending,
    redelivered: info.num_redelivered,
    waiting: info.num_waiting,
    ackFloor: info.ack_floor.stream_seq,
    delivered: info.delivered.stream_seq,
  };
}

/** The client reports lost durables and missed heartbeats as harmless and may then stay silent for ever; this looks for itself. */
async function watchOver(running: Running): Promise<void> {
  const { link, options } = running;
  if (running.closed || !link.state.connected) return;
  try {
    const now = await status(running);
    const { state } = await link.manager.streams.info(options.stream);
    if (now.ackFloor > state.last_seq || now.delivered > state.last_seq)
      return await recreate(running, { ack_floor: now.ackFloor, last_seq: state.last_seq });
    const silent = now.pending > 0 && now.ackPending < options.maxAckPending && performance.now() - running.lastDelivery > SILENCE_MS;
    if (silent || running.messages === undefined) await reopen(running);
  } catch (error) {
    if (isMissing(error)) await revive(running, error);
    else link.logger.warn('consumer.watch_failed', { consumer: options.durable, error: String(error) });
  }
}

async function reopen(running: Running): Promise<void> {
  running.link.logger.warn('consumer.reopened', { consumer: running.options.durable });
  consumerReopened.inc({ consumer_name: running.options.durable });
  await running.messages?.close();
  await open(running);
}

/**
 * After a power loss the durable's position can lie beyond the end of its stream, and then it delivers nothing new until the
 * stream has grown past it. From the start again is safe: the inbox knows what had its effect.
 */
async function recreate(running: Running, position: Readonly<Record<string, number>>): Promise<void> {
  const { link, options } = running;
  link.logger.error('consumer.ack_floor_ahead', { consumer: options.durable, stream: options.stream, ...position });
  consumerRecreated.inc({ consumer_name: options.durable });
  await link.manager.consumers.delete(options.stream, options.durable);
  await ensureDurable(link.manager, options);
  await reopen(running);
}

async function revive(running: Running, reason: unknown): Promise<void> {
  const { link, options, ensureStreams } = running;
  link.logger.error('consumer.lost', { consumer: options.durable, error: String(reason) });
  consumerRecreated.inc({ consumer_name: options.durable });
  try {
    if (isStreamMissing(reason)) await ensureStreams();
    await ensureDurable(link.manager, options);
    await reopen(running);
  } catch (error) {
    link.logger.error('consumer.not_revived', { consumer: options.durable, error: String(error) });
  }
}
