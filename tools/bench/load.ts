/**
 * The load generator: a process of its own, so that its work never delays what it measures. The parent sends a plan and gets the
 * result. It talks to loopback only and never longer than the plan says.
 */
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import autocannon from 'autocannon';
import { contact, type LoadPlan, type LoadResult, type PlannedRequest, requestsOf } from './load-plan.ts';

const longestSeconds = 120;
let made = 0;

process.on('message', (plan: LoadPlan) => {
  run(plan).then(
    (result) => process.send?.({ result }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));

async function run(plan: LoadPlan): Promise<LoadResult> {
  if (new URL(plan.url).hostname !== '127.0.0.1' || plan.seconds > longestSeconds)
    throw new Error('Load goes to this machine only, and ends');
  const seen: number[] = [];
  let failures = 0;
  const answered = (status: number, milliseconds: number): void => {
    seen.push(milliseconds);
    if (status < 200 || status > 299) failures += 1;
  };
  const failed = (): void => {
    failures += 1;
  };
  const started = performance.now();
  await (plan.rate === undefined ? closedLoop(plan, answered, failed) : paced(plan, plan.rate, answered, failed));
  const sorted = seen.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  const perSecond = sorted.length / ((performance.now() - started) / 1_000);
  return { requests: sorted.length, perSecond, failures, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

type Answered = (status: number, milliseconds: number) => void;

async function closedLoop(plan: LoadPlan, answered: Answered, failed: () => void): Promise<void> {
  let client = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const options: autocannon.Options = {
    url: plan.url,
    connections: plan.connections,
    duration: plan.seconds,
    setupClient: (connection) => {
      const account = plan.accounts[client % plan.accounts.length];
      client += 1;
      if (account) connection.setRequests(requestsOf(plan.kind, account, nextUnique()).map((planned) => asCannon(planned)));
    },
  };
  const instance = autocannon(options, (error) => (error ? reject(error) : resolve()));
  instance.on('response', (_client, status, _bytes, milliseconds) => answered(status, milliseconds));
  instance.on('reqError', failed);
  await promise;
}

/** Every created contact has its own e-mail, as the index on it expects. */
function asCannon({ method, path, headers, body }: PlannedRequest): autocannon.Request {
  const fixed: autocannon.Request = { method, path, headers: { ...headers } };
  if (body === undefined) return fixed;
  return { ...fixed, body, setupRequest: (request) => ({ ...request, body: contact(nextUnique()) }) };
}

/** Starts requests at their time whether or not the earlier ones were answered; latency counts from the start of each. */
async function paced(plan: LoadPlan, rate: number, answered: Answered, failed: () => void): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: plan.connections });
  const queue = plan.accounts.map((account) => requestsOf(plan.kind, account, nextUnique()));
  const started = performance.now();
  const total = Math.floor(plan.seconds * rate);
  const running = new Set<Promise<void>>();
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1_000) * rate));
    for (; sent < due; sent += 1) {
      const requests = queue[sent % queue.length] ?? [];
      const planned = requests[Math.floor(sent / queue.length) % requests.length];
      if (!planned) continue;
      const one: Promise<void> = ask(plan.url, agent, planned, answered)
        .catch(failed)
        .finally(() => running.delete(one));
      running.add(one);
    }
    await delay(1);
  }
  await Promise.all(running);
  agent.destroy();
}

async function ask(url: string, agent: Agent, planned: PlannedRequest, answered: Answered): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const body = planned.body === undefined ? undefined : contact(nextUnique());
  const started = performance.now();
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const sent = httpRequest(
    `${url}${planned.path}`,
    { agent, method: planned.method, headers: { ...planned.headers, ...length } },
    (response) => {
      response.resume().once('end', () => {
        answered(response.statusCode ?? 0, performance.now() - started);
        resolve();
      });
    },
  );
  sent.once('error', reject).setTimeout(10_000, () => sent.destroy(new Error('no answer')));
  sent.end(body);
  return promise;
}

function nextUnique(): string {
  made += 1;
  return `${process.pid}.${Math.round(performance.timeOrigin)}.${made}`;
}
