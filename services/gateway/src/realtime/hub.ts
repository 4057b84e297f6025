import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Bus, Closable } from '@crm-gtd/shared/messaging/bus.ts';
import { errorFields, logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { Signal } from './signal.ts';

export type Listener = (signal: Signal) => void;

/** One live subscription per organization that somebody watches, however many watch it. */
export type Hub = Readonly<{
  join(organizationId: string, listener: Listener): Promise<() => void>;
  close(): Promise<void>;
}>;

type Room = { listeners: Set<Listener>; tail: Promise<Closable> };

type Wire = Readonly<{ id: string; type: string; sequence: number; aggregatetype: string; aggregateid: string; correlationid: string }>;

const signalOf = (envelopeJson: string): Signal => {
  const wire = JSON.parse(envelopeJson) as Wire;
  return {
    id: wire.id,
    type: wire.type,
    version: wire.sequence,
    aggregateType: wire.aggregatetype,
    aggregateId: wire.aggregateid,
    correlationId: wire.correlationid,
  };
};

export const createHub = (bus: Pick<Bus, 'tail'>): Hub => {
  const rooms = new Map<string, Room>();

  const tell = (room: Room, envelopeJson: string): void => {
    try {
      const signal = signalOf(envelopeJson);
      for (const listener of room.listeners) listener(signal);
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
