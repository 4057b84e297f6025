import type { StoredMsg } from 'nats';
import { AckPolicy, DeliverPolicy, NatsError } from 'nats';
import { AppError } from '../errors/app-error.ts';
import type { DeadLetter, DeadLetterPage, DeadLetters, ReplayAnswer } from './bus.ts';
import {
  deadLetterSubject,
  pageSize,
  pageStart,
  positionOf,
  readAnswer,
  readDeadLetter,
  replaySubject,
  type StoredMessage,
} from './dead-letter.ts';
import { fromHeaders, type Link, toHeaders } from './jetstream-link.ts';
import { DEAD_LETTER_STREAM } from './streams.ts';

/** Longer than any handler may run. */
const REPLAY_MS = 30_000;

export const jetStreamDeadLetters = (link: Link): DeadLetters => ({
  list: (query = {}) => list(link, query),
  get: async (id) => readDeadLetter(await stored(link, id)),
  replay: (id) => replay(link, id),
  discard: async (id) => {
    await stored(link, id);
    await remove(link, id);
  },
  counts: () => counts(link),
});

type Query = NonNullable<Parameters<DeadLetters['list']>[0]>;

async function list(link: Link, { service = '*', durable = '*', cursor, limit }: Query): Promise<DeadLetterPage> {
  const size = pageSize(limit);
  const { consumers } = link.manager;
  const reader = await consumers.add(DEAD_LETTER_STREAM, {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: pageStart(cursor) + 1,
    filter_subject: deadLetterSubject(service, durable),
    inactive_threshold: 10_000_000_000,
    mem_storage: true,
  });
  try {
    const items = await read(link, reader.name, Math.min(size, reader.num_pending));
    const more = reader.num_pending > items.length;
    return { items, nextCursor: more ? (items.at(-1)?.id ?? null) : null };
  } finally {
    await consumers.delete(DEAD_LETTER_STREAM, reader.name);
  }
}

async function read(link: Link, consumer: string, amount: number): Promise<DeadLetter[]> {
  if (amount === 0) return [];
  const reader = await link.client.consumers.get(DEAD_LETTER_STREAM, consumer);
  const items: DeadLetter[] = [];
  for await (const message of await reader.fetch({ max_messages: amount, expires: 5_000 })) {
    const { subject, headers, seq, info } = message;
    items.push(
      readDeadLetter({
        seq,
        subject,
        payload: message.string(),
        headers: fromHeaders(headers),
        time: new Date(info.timestampNanos / 1_000_000),
      }),
    );
  }
  return items;
}

async function stored(link: Link, id: string): Promise<StoredMessage> {
  const seq = positionOf(id);
  const found = await storedMessage(link, seq);
  return { seq, subject: found.subject, payload: found.string(), headers: fromHeaders(found.header), time: found.time };
}

async function storedMessage(link: Link, seq: number): Promise<StoredMsg> {
  try {
    return await link.manager.streams.getMessage(DEAD_LETTER_STREAM, { seq });
  } catch (error) {
    if (error instanceof NatsError && error.api_error?.code === 404) throw new AppError('DEAD_LETTER_NOT_FOUND');
    throw error;
  }
}

async function replay(link: Link, id: string): Promise<ReplayAnswer> {
  const letter = await stored(link, id);
  const { service, durable } = readDeadLetter(letter);
  const answer = readAnswer(await ask(link, replaySubject(service, durable), letter));
  await remove(link, id);
  return answer;
}

async function ask(link: Link, subject: string, letter: StoredMessage): Promise<string> {
  try {
    const reply = await link.connection.request(subject, letter.payload, { timeout: REPLAY_MS, headers: toHeaders(letter.headers) });
    return reply.string();
  } catch (error) {
    // No replica of the service runs this consumer, or it did not end in time: the letter stays.
    throw new AppError('SERVICE_UNAVAILABLE', {}, { cause: error });
  }
}

async function remove(link: Link, id: string): Promise<void> {
  await link.manager.streams.deleteMessage(DEAD_LETTER_STREAM, positionOf(id), false);
}

async function counts(link: Link): ReturnType<DeadLetters['counts']> {
  const { state } = await link.manager.streams.info(DEAD_LETTER_STREAM, { subjects_filter: 'dlq.>' });
  return Object.entries(state.subjects ?? {}).map(([subject, messages]) => {
    const [, service = '', durable = ''] = subject.split('.');
    return { service, durable, messages };
  });
}
