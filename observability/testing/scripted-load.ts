import { randomUUID } from 'node:crypto';
import { ask, signUpWithPipeline, type TestSession } from '../../e2e/support/session.client.ts';
import type { Envelope } from '../../shared/contracts/envelope.ts';
import type { Bus } from '../../shared/messaging/bus.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';

/** An office at work: deals, thoughts, tasks, speech, an open stream, a browser that reports its timings. */
export async function work(url: string): Promise<TestSession> {
  const owner = await signUpWithPipeline(url);
  for (let round = 0; round < 5; round += 1) {
    await workOn(owner, round);
    await owner.must('POST', '/voice/speech', { text: 'Dzień dobry' });
  }
  await buy(owner);
  return owner;
}

/** One round of what goes on while something else is broken: no speech. */
export async function workOn(owner: TestSession, round: number): Promise<void> {
  await handle(owner, round);
  await browse(owner);
}

async function handle(owner: TestSession, round: number): Promise<void> {
  const { id } = await owner.must<{ id: string }>('POST', '/deals', { title: `Wdrożenie ${round}`, value: { amount: 50_000 } });
  if (round % 2 === 0) await owner.must('POST', `/deals/${id}/win`, {});
  const thought = await owner.must<{ id: string }>('POST', '/inbox-items', { title: `Zadzwonić do klienta ${round}` });
  await owner.must('POST', `/inbox-items/${thought.id}/clarify`, { decision: 'next', title: 'Zadzwonić' });
  const task = await owner.must<{ id: string }>('POST', '/tasks', { title: `Oferta ${round}` });
  await owner.must('POST', `/tasks/${task.id}/complete`, {});
  for (const path of ['/deals', '/tasks', '/inbox-items', '/companies']) await owner.must('GET', path);
}

async function browse(owner: TestSession): Promise<void> {
  const vitals = (['lcp', 'inp', 'ttfb', 'cls'] as const).map((name) => ({ name, value: 0.12, rating: 'good', page: 'deals' }));
  await ask(owner.url, 'POST', '/telemetry/web-vitals', { body: { vitals, errors: [{ page: 'deals', count: 1 }] } });
}

/** A month of a plan, paid in the sandbox: webhooks go out and come in. */
async function buy(owner: TestSession): Promise<void> {
  const { url } = await owner.must<{ url: string }>('POST', '/billing/checkout', { plan: 'STARTER' });
  const session = url.split('/').at(-1) ?? '';
  await owner.must('POST', `/billing/sandbox/checkouts/${session}/pay`, { method: 'card', code: '4242 4242 4242 4242' });
}

/** Wrong passwords until the limiter refuses. */
export const untilRefused = (url: string): Promise<true> =>
  waitFor('a 429', async () => {
    const body = { email: 'nobody@example.test', password: 'Zielona-Herbata-78' };
    return (await ask(url, 'POST', '/auth/login', { body })).status === 429;
  });

/** Texts for a speech server that is broken: each answers 503, until the breaker refuses them at once. */
export async function speakInVain(owner: TestSession): Promise<number[]> {
  const statuses: number[] = [];
  for (let call = 0; call < 14; call += 1) statuses.push((await owner.request('POST', '/voice/speech', { text: 'Halo' })).status);
  return statuses;
}

/** An event nobody can read: its consumers bury it. */
export const poison = (bus: Bus, organizationId: string): Promise<unknown> =>
  bus.publish({ id: randomUUID(), subject: `evt.crm.${organizationId}.deal.won`, payload: 'not an envelope' });

/** A later event of a task before the ones between: its projection hands it back and asks again, several times. */
export async function gap(bus: Bus, stream: string, subjectEnds: string): Promise<void> {
  const known = await waitFor('an event of the stream', async () => {
    for (let seq = 1; seq < 40; seq += 1) {
      const message = await bus.stored(stream, seq);
      if (message?.subject.endsWith(subjectEnds)) return message;
    }
    return undefined;
  });
  const envelope = JSON.parse(known.payload) as Envelope;
  const later = { ...envelope, id: randomUUID(), sequence: envelope.sequence + 7 };
  await bus.publish({ ...known, id: later.id, payload: JSON.stringify(later) });
}
