import { EventSource } from 'eventsource';
import { apiBase } from './base.ts';
import { accessToken, refreshSession } from './session.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting';

type Handlers = Readonly<{ onEvent: (type: string) => void; onState: (state: LiveState) => void }>;

const withToken: typeof fetch = (url, init) => {
  const headers = new Headers(init?.headers);
  const token = accessToken();
  if (token) headers.set('authorization', `Bearer ${token}`);
  return fetch(url, { ...init, headers });
};

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
 * (expired token, gateway restarting) is opened again here with a growing delay.
 */
export const listen = ({ onEvent, onState }: Handlers): (() => void) => {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = firstRetryMs;
  let stopped = false;

  const reopen = (): void => {
    timer = setTimeout(() => void refreshSession().catch(() => undefined).finally(open), delay);
    delay = Math.min(delay * 2, longestRetryMs);
  };
  const open = (): void => {
    if (stopped) return;
    source = new EventSource(`${apiBase}/events`, { fetch: withToken });
    source.onopen = () => {
      delay = firstRetryMs;
      onState('live');
    };
    source.onmessage = (message) => {
      const type = typeOf(message.data);
      if (type) onEvent(type);
    };
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
