import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';

export type Failure = Readonly<{ atMs: number; what: string; said: string }>;

export type Traffic = Readonly<{
  answered(): number;
  failures(): readonly Failure[];
  /** Ends after the requests in hand. */
  stop(): Promise<void>;
}>;

type Call = Readonly<{ method: 'GET' | 'POST'; path: string; body?: unknown }>;

/** One request of each kind of work: every service, reads and writes, and pages of the web app. */
const round = (): Call[] => [
  { method: 'GET', path: '/crm/sign-in' },
  { method: 'GET', path: '/crm/api/v1/auth/me' },
  { method: 'GET', path: '/crm/api/v1/companies?limit=5' },
  { method: 'POST', path: '/crm/api/v1/companies', body: { name: `Firma ${randomUUID()}` } },
  { method: 'GET', path: '/crm/api/v1/tasks?limit=5' },
  { method: 'POST', path: '/crm/api/v1/inbox-items', body: { title: 'Oddzwonić do hurtowni' } },
  { method: 'GET', path: '/crm/api/v1/ai/suggestions?limit=5' },
  { method: 'GET', path: '/crm/api/v1/billing/subscription' },
  { method: 'GET', path: '/crm/health/live' },
];

/**
 * Callers who ask without end, each on a new connection per request: what is counted is the product's answer, not the luck of a
 * client whose idle connection the server closes in the moment it is used again (browsers repeat such requests by themselves).
 */
export function startTraffic(options: { url: string; token: string; callers: number; pauseMs: number; authority?: string }): Traffic {
  const { url, token, callers, pauseMs, authority } = options;
  const agent = new Agent({ keepAlive: false, ...(authority === undefined ? { rejectUnauthorized: false } : { ca: authority }) });
  const failures: Failure[] = [];
  const started = performance.now();
  let answered = 0;
  let stopping = false;

  const once = async (call: Call): Promise<void> => {
    const answer = await ask(url, agent, token, call).catch((error: unknown) => ({ status: 0, text: String(error) }));
    if (answer.status >= 200 && answer.status < 400) answered += 1;
    else
      failures.push({
        atMs: Math.round(performance.now() - started),
        what: `${call.method} ${call.path}`,
        said: `${answer.status} ${answer.text.slice(0, 200)}`,
      });
  };
  const caller = async (): Promise<void> => {
    while (!stopping) {
      for (const call of round()) {
        if (stopping) return;
        await once(call);
        await delay(pauseMs);
      }
    }
  };
  const running = Array.from({ length: callers }, caller);
  return {
    answered: () => answered,
    failures: () => failures,
    stop: async () => {
      stopping = true;
      await Promise.all(running);
    },
  };
}

function ask(url: string, agent: Agent, token: string, { method, path, body }: Call): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const headers = { authorization: `Bearer ${token}`, ...(sent === undefined ? {} : { 'content-type': 'application/json' }) };
    const outgoing = request(`${url}${path}`, { method, agent, headers, timeout: 120_000 }, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('error', reject);
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 120 s')));
    outgoing.on('error', reject);
    outgoing.end(sent);
  });
}
