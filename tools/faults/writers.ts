import { setTimeout as delay } from 'node:timers/promises';
import type { TestSession } from '../../e2e/support/session.client.ts';
import type { Wire } from './attempt.client.ts';
import type { Write, WriteKind } from './history.ts';

export type Tenant = Readonly<{ session: TestSession; organizationId: string; token: string; secondStageId: string }>;

export type Writers = Readonly<{
  writes: readonly Write[];
  /** The last words of writes that were not acknowledged. */
  complaints: readonly string[];
  stop(): Promise<void>;
}>;

type Options = Readonly<{ wire: Wire; tenants: readonly Tenant[]; perTenant: number; rate: number; prefix: string }>;

/** Several writers per organization, each one request at a time, at `rate` writes a second together, until stopped. */
export function startWriters({ wire, tenants, perTenant, rate, prefix }: Options): Writers {
  const writes: Write[] = [];
  const complaints: string[] = [];
  const everyMs = (tenants.length * perTenant * 1_000) / rate;
  let stopping = false;
  const work = async (tenant: Tenant, writer: string): Promise<void> => {
    const started = performance.now();
    let counter = 0;
    const ask = async (
      kind: WriteKind,
      path: string,
      name: string | undefined,
      body: (mark: string) => unknown,
    ): Promise<string | undefined> => {
      if (stopping) return undefined;
      await delay(Math.max(0, started + counter * everyMs - performance.now()));
      counter += 1;
      const id = `${writer}-${counter}`;
      const invokedMs = performance.now();
      const { outcome, attempts, body: answer, last } = await wire.write(tenant.token, path, id, body(id));
      writes.push({ id, kind, ref: name ?? id, invokedMs, endedMs: performance.now(), attempts, outcome });
      if (outcome !== 'ok') complaints.push(`${outcome} ${kind} ${id}: ${last}`);
      return outcome === 'ok' ? String(answer['id']) : undefined;
    };
    while (!stopping) await oneDeal(ask, tenant);
  };
  const running = tenants.flatMap((tenant, index) =>
    Array.from({ length: perTenant }, (_, place) => work(tenant, `${prefix}w${index * perTenant + place + 1}`)),
  );
  return {
    writes,
    complaints,
    stop: async () => {
      stopping = true;
      await Promise.all(running);
    },
  };
}

type Ask = (kind: WriteKind, path: string, ref: string | undefined, body: (mark: string) => unknown) => Promise<string | undefined>;

/** A day in the life of a deal; a step whose thing is not known to exist is left out. */
async function oneDeal(ask: Ask, tenant: Tenant): Promise<void> {
  const contactId = await ask('contact.create', '/contacts', undefined, (mark) => ({ firstName: 'Ewa', lastName: mark }));
  const value = { amount: 1_000_000 };
  const dealId = await ask('deal.create', '/deals', undefined, (mark) => ({ title: mark, value, ...(contactId ? { contactId } : {}) }));
  if (dealId === undefined) return;
  await ask('deal.move', `/deals/${dealId}/move`, dealId, () => ({ stageId: tenant.secondStageId }));
  const taskId = await ask('task.create', '/tasks', undefined, (mark) => ({ title: mark, links: { dealId } }));
  if (taskId !== undefined) await ask('task.complete', `/tasks/${taskId}/complete`, taskId, () => ({}));
  await ask('deal.win', `/deals/${dealId}/win`, dealId, () => ({}));
}
