import { Envelope } from '@crm-gtd/shared/contracts/envelope.ts';
import {
  type DeadLetter,
  deadLetterDiscarded,
  deadLetterReplayed,
  discardDeadLetter,
  listDeadLetters,
  replayDeadLetter,
} from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Bus, DeadLetter as BusDeadLetter } from '@crm-gtd/shared/messaging/bus.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { z } from 'zod';
import type { GatewayDb } from '../db.ts';

type Shown = z.output<typeof DeadLetter>;

/** `evt.<service>.<organization>.<noun>.<verb>` */
const organizationOf = ({ subject }: BusDeadLetter): string | undefined => subject.split('.')[2];

const shown = (letter: BusDeadLetter): Shown => {
  const [, service = '', , noun = '', verb = ''] = letter.subject.split('.');
  return {
    id: letter.id,
    service: letter.service,
    durable: letter.durable,
    eventId: eventIdOf(letter) ?? '',
    eventType: `${service}.${noun}.${verb}`,
    reason: letter.reason,
    attempts: letter.attempts,
    time: letter.at.toISOString(),
  };
};

const eventIdOf = ({ payload }: BusDeadLetter): string | undefined => {
  try {
    return Envelope.pick({ id: true }).parse(JSON.parse(payload)).id;
  } catch {
    return undefined;
  }
};

/** Pages of the broker's list that one request reads: the list is all organizations', and most of it is not the caller's. */
const maxPages = 20;

export type DeadLetterDesk = Readonly<{
  list(scope: Scope, limit: number, cursor?: string): Promise<{ items: Shown[]; nextCursor: string | null }>;
  /** Another organization's letter is as unknown as none. */
  get(scope: Scope, id: string): Promise<Shown>;
  replay(scope: Scope, id: string): Promise<Shown>;
  discard(scope: Scope, id: string): Promise<void>;
}>;

/** The broker keeps all organizations' dead letters in one list; everybody who asks comes through here and sees his own. */
export const deadLetterDesk = (db: GatewayDb, bus: Bus): DeadLetterDesk => {
  const own = async (scope: Scope, id: string): Promise<Shown> => {
    const letter = await bus.deadLetters.get(id);
    if (organizationOf(letter) !== scope.organizationId || !eventIdOf(letter)) throw new AppError('DEAD_LETTER_NOT_FOUND');
    return shown(letter);
  };
  /** Before the act: an attempt that fails has been made all the same. */
  const record = (scope: Scope, event: typeof deadLetterReplayed | typeof deadLetterDiscarded, letter: Shown): Promise<void> => {
    const { eventId, service, durable } = letter;
    return db.withTenant(scope, (tx) => appendEvents(tx, [event.of({ eventId, service, durable })]));
  };
  return {
    list: async (scope, limit, start) => {
      const items: Shown[] = [];
      let cursor = start;
      for (let page = 0; page < maxPages && items.length < limit; page += 1) {
        const found = await bus.deadLetters.list({ limit: Math.max(1, limit - items.length), ...(cursor === undefined ? {} : { cursor }) });
        items.push(...found.items.filter((letter) => organizationOf(letter) === scope.organizationId).map(shown));
        if (found.nextCursor === null) return { items, nextCursor: null };
        cursor = found.nextCursor;
      }
      return { items, nextCursor: cursor ?? null };
    },
    get: own,
    replay: async (scope, id) => {
      const letter = await own(scope, id);
      await record(scope, deadLetterReplayed, letter);
      await bus.deadLetters.replay(id);
      return letter;
    },
    discard: async (scope, id) => {
      await record(scope, deadLetterDiscarded, await own(scope, id));
      await bus.deadLetters.discard(id);
    },
  };
};

export const deadLettersActions = (desk: DeadLetterDesk): ActionEntry[] => [
  handle(listDeadLetters, ({ limit, cursor }, { scope }) => desk.list(scope, limit, cursor)),
  handle(replayDeadLetter, ({ deadLetterId }, { scope }) => desk.replay(scope, deadLetterId)),
  handle(discardDeadLetter, async ({ deadLetterId }, { scope }) => {
    await desk.discard(scope, deadLetterId);
    return null;
  }),
];
