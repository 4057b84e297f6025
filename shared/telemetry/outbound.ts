import { histogram } from './metrics.ts';

const duration = histogram('http_client_request_duration_seconds');

/** Servers outside that we call, by what they are: their addresses are configuration. */
export type Peer = 'openai' | 'coqui' | 'payment_webhook' | 'nats_monitor';

const failureOf = (error: unknown): string =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError') ? 'timeout' : 'unreachable';

const statusClass = (status: number): string => (status >= 500 ? '5xx' : status >= 400 ? '4xx' : '');

/** Around one request of a `*.client.ts`, until the head of its answer is there. */
export const measuredRequest = async (server_address: Peer, method: 'GET' | 'POST', send: () => Promise<Response>): Promise<Response> => {
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
