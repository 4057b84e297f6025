import type { Clock } from '@crm-gtd/shared/clock.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { errorFields, logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { Authenticator, Identity } from '../identity/authenticator.ts';
import type { SpecialHandler } from '../routes/dispatch.ts';
import type { Hub } from './hub.ts';
import type { MissedStore } from './missed.store.ts';
import { runStream } from './stream.ts';

export type EventStreamOptions = Readonly<{
  hub: Hub;
  missed: MissedStore;
  authenticator: Authenticator;
  clock: Clock;
  perUser: number;
  heartbeatSeconds: number;
}>;

export type EventStreams = Readonly<{ handler: SpecialHandler; closeAll(): void }>;

const single = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * `GET /events`. A stream lives as long as its access token and the rights behind it: at each heartbeat they are asked for again,
 * so a person who was removed hears nothing more than that long.
 */
export const eventStreams = (options: EventStreamOptions): EventStreams => {
  const { hub, missed, authenticator, clock, perUser, heartbeatSeconds } = options;
  const open = new Map<string, number>();
  const ends = new Set<() => void>();

  const enter = (userId: string): (() => void) => {
    const count = open.get(userId) ?? 0;
    if (count >= perUser) throw new AppError('RATE_LIMITED', { limiter: 'realtime', retryAfter: 5 });
    open.set(userId, count + 1);
    return () => {
      const left = (open.get(userId) ?? 1) - 1;
      if (left === 0) open.delete(userId);
      else open.set(userId, left);
    };
  };

  const handler: SpecialHandler = async (request, response, { identity: first, scope }) => {
    if (!first || !scope) throw new AppError('TOKEN_INVALID');
    const stop = new AbortController();
    stop.signal.addEventListener('abort', enter(first.claims.userId), { once: true });
    response.once('close', () => stop.abort());
    let identity: Identity = first;
    const lastEventId = single(request.headers['last-event-id']);
    try {
      const stream = await runStream(hub, missed, { scope, actor: () => identity.actor, lastEventId, response, signal: stop.signal });
      ends.add(stream.end);
      const beat = async (): Promise<void> => {
        const again = await authenticator.authenticate(request.headers.authorization);
        if (!again) throw new AppError('TOKEN_INVALID');
        identity = again;
        stream.heartbeat();
      };
      const heart = setInterval(() => {
        beat().catch((error: unknown) => {
          logger.debug('realtime.ended', errorFields(error));
          stream.end();
        });
      }, heartbeatSeconds * 1_000);
      const expiry = setTimeout(stream.end, Math.max(0, first.claims.expiresAtMs - clock.now().getTime()));
      const over = (): void => {
        clearInterval(heart);
        clearTimeout(expiry);
        ends.delete(stream.end);
      };
      if (stop.signal.aborted) over();
      else stop.signal.addEventListener('abort', over, { once: true });
    } catch (error) {
      stop.abort();
      throw error;
    }
  };

  return {
    handler,
    closeAll: () => {
      for (const end of ends) end();
    },
  };
};
