import { AppError, isAppError } from '../errors/app-error.ts';
import { isErrorCode } from '../errors/codes.ts';
import type { BusMessage, DeadLetter, ReplayAnswer } from './bus.ts';

/** The form of a dead letter in the stream, and of a replay's answer on the wire; both buses use it. */
const header = { reason: 'Dlq-Reason', subject: 'Dlq-Subject', durable: 'Dlq-Durable', attempts: 'Dlq-Attempts' } as const;

export type Failure = Readonly<{
  service: string;
  durable: string;
  /** The event's id, or the stream position when the message was unreadable. */
  messageId: string;
  reason: string;
  attempts: number;
  subject: string;
  payload: string;
  headers: Readonly<Record<string, string>>;
}>;

export const deadLetterSubject = (service: string, durable: string): string => `dlq.${service}.${durable}`;
export const replaySubject = (service: string, durable: string): string => `replay.${service}.${durable}`;

/** Headers cannot hold line breaks; a reason is for reading, so it is cut. */
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ').slice(0, 500);

export const deadLetterMessage = (failure: Failure): BusMessage => ({
  id: `${failure.durable}:${failure.messageId}`,
  subject: deadLetterSubject(failure.service, failure.durable),
  payload: failure.payload,
  headers: {
    ...Object.fromEntries(Object.entries(failure.headers).filter(([name]) => !name.startsWith('Nats-'))),
    [header.reason]: oneLine(failure.reason),
    [header.subject]: failure.subject,
    [header.durable]: failure.durable,
    [header.attempts]: String(failure.attempts),
  },
});

export type StoredMessage = Readonly<{
  seq: number;
  subject: string;
  payload: string;
  headers: Readonly<Record<string, string>>;
  time: Date;
}>;

export function readDeadLetter(message: StoredMessage): DeadLetter {
  const [, service = '', durable = ''] = message.subject.split('.');
  const own = new Set<string>(Object.values(header));
  return {
    id: String(message.seq),
    service,
    durable,
    reason: message.headers[header.reason] ?? '',
    attempts: Number(message.headers[header.attempts] ?? 0),
    subject: message.headers[header.subject] ?? '',
    payload: message.payload,
    headers: Object.fromEntries(Object.entries(message.headers).filter(([name]) => !own.has(name))),
    at: message.time,
  };
}

/** The position a dead letter's id names; an id of any other form is one that does not exist. */
export function positionOf(id: string): number {
  const seq = Number(id);
  if (!Number.isSafeInteger(seq) || seq < 1) throw new AppError('DEAD_LETTER_NOT_FOUND');
  return seq;
}

/** Where a page of dead letters goes on; undefined at the beginning. */
export function pageStart(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,15}$/.test(cursor))
    throw new AppError('REQUEST_INVALID', { errors: [{ path: 'cursor', code: 'malformed', message: 'Not a cursor of this list' }] });
  return Number(cursor);
}

export const pageSize = (limit: number | undefined): number => Math.min(Math.max(limit ?? 50, 1), 100);

type WireAnswer =
  | ReplayAnswer
  | Readonly<{ error: Readonly<{ code: string; message: string; details: Readonly<Record<string, unknown>> }> }>;

export const answerText = async (work: Promise<ReplayAnswer>): Promise<string> => {
  try {
    return JSON.stringify(await work);
  } catch (error) {
    const code = isAppError(error) ? error.code : 'INTERNAL';
    const details = isAppError(error) ? error.details : {};
    const message = error instanceof Error ? error.message : String(error);
    return JSON.stringify({ error: { code, message, details } } satisfies WireAnswer);
  }
};

export function readAnswer(text: string): ReplayAnswer {
  const answer = JSON.parse(text) as WireAnswer;
  if (!('error' in answer)) return answer;
  const { code, details, message } = answer.error;
  throw new AppError(isErrorCode(code) ? code : 'INTERNAL', details, { cause: new Error(message) });
}
