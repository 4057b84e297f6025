import { boundedAnswer } from './bounded-answer.ts';
import { histogram } from './metrics.ts';

const duration = histogram('http_client_request_duration_seconds');

/** Servers outside that we call, by what they are: their addresses are configuration. */
export type Peer = 'openai' | 'coqui' | 'payment_webhook' | 'nats_monitor' | 'web_health';

const failureOf = (error: unknown): string =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError') ? 'timeout' : 'unreachable';

const statusClass = (status: number): string => (status >= 500 ? '5xx' : status >= 400 ? '4xx' : '');

/** What each may answer at most, in bytes: a sound of a minute, a suggestion, an acknowledgement, a page of figures. */
const largestAnswer: Readonly<Record<Peer, number>> = {
  coqui: 10_000_000,
  openai: 1_000_000,
  payment_webhook: 100_000,
  nats_monitor: 1_000_000,
  web_health: 10_000,
};

const measured = async (server_address: Peer, method: 'GET' | 'POST', send: () => Promise<Response>): Promise<Response> => {
  const started = performance.now();
  const observe = (http_response_status_code: string, error_type: string): void =>
    duration.observe(
      { server_address, http_request_method: method, http_response_status_code, error_type },
      (performance.now() - started) / 1_000,
    );
  try {
    const response = await send();
    observe(String(response.status), statusClass(response.status));
    return response;
  } catch (error) {
    observe('', failureOf(error));
    throw error;
  }
};

/** Around one request of a `*.client.ts`, until the head of its answer is there; the rest is counted while it is read. */
export const measuredRequest = async (peer: Peer, method: 'GET' | 'POST', send: () => Promise<Response>): Promise<Response> =>
  boundedAnswer(await measured(peer, method, send), largestAnswer[peer]);
