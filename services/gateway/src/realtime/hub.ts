import { onlyOf } from '@crm-gtd/shared/contracts/audience.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Bus, Closable } from '@crm-gtd/shared/messaging/bus.ts';
import { errorFields, logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { Addressed } from './signal.ts';

export type Listener = (told: Addressed) => void;

/** One live subscription per organization that somebody watches, however many watch it. */
export type Hub = Readonly<{
  join(organizationId: string, listener: Listener): Promise<() => void>;
  close(): Promise<void>;
}>;

type Room = { listeners: Set<Listener>; tail: Promise<Closable> };

type Wire = Readonly<{
  id: string;
  type: string;
  sequence: number;
  aggregatetype: string;
  aggregateid: string;
  correlationid: string;
  data: unknown;
}>;

const addressed = (envelopeJson: string): Addressed => {
  const wire = JSON.parse(envelopeJson) as Wire;
  const signal = {
    id: wire.id,
    type: wire.type,
    version: wire.sequence,
    aggregateType: wire.aggregatetype,
    aggregateId: wire.aggregateid,
    correlationId: wire.correlationid,
  };
  return { signal, only: onlyOf(wire.type, wire.data) };
};

export const createHub = (bus: Pick<Bus, 'tail'>): Hub => {
  const rooms = new Map<string, Room>();

  const tell = (room: Room, envelopeJson: string): void => {
    try {
      const told = addressed(envelopeJson);
      for (const listener of room.listeners) listener(told);
    } catch (error) {
      logger.warn('realtime.unreadable_event', errorFields(error));
    }
  };

  const open = (organizationId: string): Room => {
    const listeners = new Set<Listener>();
    const room: Room = { listeners, tail: bus.tail(`evt.*.${organizationId}.>`, (envelopeJson) => tell(room, envelopeJson)) };
    rooms.set(organizationId, room);
    return room;
  };

  const leave = (organizationId: string, room: Room, listener: Listener): void => {
    room.listeners.delete(listener);
    if (room.listeners.size > 0 || rooms.get(organizationId) !== room) return;
    rooms.delete(organizationId);
    room.tail.then((tail) => tail.close()).catch((error: unknown) => logger.warn('realtime.tail_close_failed', errorFields(error)));
  };

  return {
    join: async (organizationId, listener) => {
      const room = rooms.get(organizationId) ?? open(organizationId);
      room.listeners.add(listener);
      try {
        await room.tail;
      } catch (cause) {
        rooms.delete(organizationId);
        throw new AppError('SERVICE_UNAVAILABLE', { retryAfter: 2 }, { cause });
      }
      return () => leave(organizationId, room, listener);
    },
    close: async () => {
      const open = [...rooms.values()];
      rooms.clear();
      await Promise.allSettled(open.map(async ({ tail }) => (await tail).close()));
    },
  };
};
