import { Envelope } from '@crm-gtd/shared/contracts/envelope.ts';
import { type DeadLetter, deadLetterReplayed, listDeadLetters, replayDeadLetter } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Bus, DeadLetter as BusDeadLetter } from '@crm-gtd/shared/messaging/bus.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
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

export const deadLettersActions = (db: GatewayDb, bus: Bus): ActionEntry[] => {
  const ownPage = async (
    organizationId: string,
    limit: number,
    start: string | undefined,
  ): Promise<{ items: Shown[]; nextCursor: string | null }> => {
    const items: Shown[] = [];
    let cursor = start;
    for (let page = 0; page < maxPages && items.length < limit; page += 1) {
      const found = await bus.deadLetters.list({ limit: Math.max(1, limit - items.length), ...(cursor === undefined ? {} : { cursor }) });
      items.push(...found.items.filter((letter) => organizationOf(letter) === organizationId).map(shown));
      if (found.nextCursor === null) return { items, nextCursor: null };
      cursor = found.nextCursor;
    }
    return { items, nextCursor: cursor ?? null };
  };

  return [
    handle(listDeadLetters, ({ limit, cursor }, { scope }) => ownPage(scope.organizationId, limit, cursor)),
    handle(replayDeadLetter, async ({ deadLetterId }, { scope }) => {
      const letter = await bus.deadLetters.get(deadLetterId);
      const eventId = eventIdOf(letter);
      if (organizationOf(letter) !== scope.organizationId || !eventId) throw new AppError('DEAD_LETTER_NOT_FOUND');
      const { service, durable } = letter;
      // Before the run: an attempt that fails has been made all the same.
      await db.withTenant(scope, (tx) => appendEvents(tx, [deadLetterReplayed.of({ eventId, service, durable })]));
      await bus.deadLetters.replay(deadLetterId);
      return shown(letter);
    }),
  ];
};
