import { EventSource } from 'eventsource';
import { apiBase } from './base.ts';
import { accessToken, refreshSession } from './session.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting';

type Handlers = Readonly<{ onEvent: (type: string) => void; onReset: () => void; onState: (state: LiveState) => void }>;

/** The gateway's word for "the log no longer tells what was missed". */
const resetType = 'stream.reset';

const typeOf = (data: unknown): string | undefined => {
  try {
    const notice: unknown = JSON.parse(String(data));
    return typeof notice === 'object' && notice !== null && 'type' in notice ? String(notice.type) : undefined;
  } catch {
    return undefined;
  }
};

const firstRetryMs = 1_000;
const longestRetryMs = 15_000;

/**
 * Listens to the organization's events. A dropped connection is resumed by the library with Last-Event-ID; a refused one
 * (expired token, gateway restarting) is opened again here with a growing delay, from the same last event.
 */
export const listen = ({ onEvent, onReset, onState }: Handlers): (() => void) => {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = firstRetryMs;
  let stopped = false;
  let lastId = '';
  let wasOpen = false;

  const withToken: typeof fetch = (url, init) => {
    const headers = new Headers(init?.headers);
    const token = accessToken();
    if (token) headers.set('authorization', `Bearer ${token}`);
    if (lastId && !headers.has('last-event-id')) headers.set('last-event-id', lastId);
    return fetch(url, { ...init, headers });
  };
  const opened = (): void => {
    delay = firstRetryMs;
    if (wasOpen && !lastId) onReset();
    wasOpen = true;
    onState('live');
  };
  const heard = (message: MessageEvent): void => {
    lastId = message.lastEventId || lastId;
    const type = typeOf(message.data);
    if (type === resetType) onReset();
    else if (type) onEvent(type);
  };
  const reopen = (): void => {
    timer = setTimeout(
      () =>
        void refreshSession()
          .catch(() => undefined)
          .finally(open),
      delay,
    );
    delay = Math.min(delay * 2, longestRetryMs);
  };
  const open = (): void => {
    if (stopped) return;
    source = new EventSource(`${apiBase}/events`, { fetch: withToken });
    source.onopen = opened;
    source.onmessage = heard;
    source.onerror = () => {
      onState('reconnecting');
      if (source?.readyState === EventSource.CLOSED) reopen();
    };
  };
  onState('connecting');
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
};
