import { setTimeout as delay } from 'node:timers/promises';
import { mayHear } from '@crm-gtd/shared/contracts/audience.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { isId } from '@crm-gtd/shared/ids.ts';
import type { Actor } from '@crm-gtd/shared/service/actor.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { errorFields, logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { Response } from 'express';
import { realtimeConnections, realtimeMessages, realtimeResumes } from '../http/http-metrics.ts';
import type { Hub } from './hub.ts';
import type { MissedStore } from './missed.store.ts';
import { type Addressed, frameOf, heartbeatFrame, openingFrame, resetFrame } from './signal.ts';

/** A reader this far behind is cut; it resumes where it stopped. */
const maxBufferedBytes = 256_000;
/** The log trails the live stream by a moment: what fell between the two is looked for again. */
const lateLooksMs = [500, 2_000, 5_000];
/** How long a resuming browser's last event may still be on its way into the log. */
const unknownPatienceMs = 2_000;
const rememberedIds = 5_000;

export type Stream = Readonly<{ send(told: Addressed): void; heartbeat(): void; end(): void; isOpen(): boolean }>;

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  Connection: 'keep-alive',
};

/** Writes frames once each, to whoever may hear them. */
const openStream = (response: Response, actor: () => Actor): Stream & { write(frame: string): void } => {
  const sent = new Set<string>();
  const isOpen = (): boolean => !response.writableEnded && !response.destroyed;
  const write = (frame: string): void => {
    if (!isOpen()) return;
    response.write(frame);
    if (response.writableLength > maxBufferedBytes) response.destroy();
  };
  response.writeHead(200, headers);
  response.flushHeaders();
  response.write(openingFrame);
  return {
    isOpen,
    write,
    send: ({ signal, only }) => {
      if (sent.has(signal.id)) return;
      sent.add(signal.id);
      if (sent.size > rememberedIds) sent.delete(sent.values().next().value as string);
      if (!mayHear(actor(), { type: signal.type, only })) return;
      write(frameOf(signal));
      realtimeMessages.inc({ transport: 'sse', topic_group: signal.type.split('.')[0] ?? '' });
    },
    heartbeat: () => write(heartbeatFrame),
    end: () => void response.end(),
  };
};

export type StreamRequest = Readonly<{
  scope: Scope;
  actor: () => Actor;
  lastEventId: string | undefined;
  response: Response;
  signal: AbortSignal;
}>;

const sinceWhenKnown = async (missed: MissedStore, scope: Scope, eventId: string, stop: AbortSignal) => {
  for (let waited = 0; ; waited += 200) {
    const found = await missed.since(scope, eventId);
    if (found || waited >= unknownPatienceMs || stop.aborted) return found ?? missed.head(scope);
    await delay(200);
  }
};

/** Again after a moment, from where the log ended: an event on its way into the log at the first look is in it by then. */
const lookAgain = async (missed: MissedStore, { scope, signal }: StreamRequest, stream: Stream, start: number): Promise<void> => {
  let position = start;
  let waited = 0;
  for (const at of lateLooksMs) {
    await delay(at - waited, undefined, { signal });
    waited = at;
    const late = await missed.after(scope, position);
    position = late.position;
    for (const one of late.signals) stream.send(one);
  }
};

/**
 * Live first, then the log: what happens while the log is read waits, and what both know is sent once. So nothing that was
 * committed after the browser's last event is left out, in whatever state the two were.
 */
export const runStream = async (hub: Hub, missed: MissedStore, request: StreamRequest): Promise<Stream> => {
  const { scope, lastEventId, response, signal } = request;
  if (lastEventId !== undefined && !isId(lastEventId)) {
    throw new AppError('REQUEST_INVALID', { errors: [{ path: 'Last-Event-ID', code: 'malformed', message: 'malformed' }] });
  }
  let waiting: Addressed[] | undefined = [];
  let deliver: (one: Addressed) => void = (one) => void waiting?.push(one);
  const leave = await hub.join(scope.organizationId, (one) => deliver(one));
  signal.addEventListener('abort', leave, { once: true });
  const stream = openStream(response, request.actor);
  realtimeConnections.inc({ transport: 'sse' });
  signal.addEventListener('abort', () => realtimeConnections.dec({ transport: 'sse' }), { once: true });
  if (lastEventId !== undefined) {
    const found = await sinceWhenKnown(missed, scope, lastEventId, signal);
    if ('reset' in found) stream.write(resetFrame(found.headId));
    else for (const one of found.signals) stream.send(one);
    realtimeResumes.inc({ transport: 'sse', outcome: 'reset' in found ? 'reset' : 'complete' });
    lookAgain(missed, request, stream, found.position).catch((error: unknown) => {
      if (!signal.aborted) logger.warn('realtime.late_look_failed', errorFields(error));
    });
  }
  for (const one of waiting) stream.send(one);
  waiting = undefined;
  deliver = (one) => stream.send(one);
  return stream;
};
