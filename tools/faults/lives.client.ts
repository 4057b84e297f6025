import { serviceNames } from '../../shared/database/urls.ts';
import type { ServiceName } from '../run/service-table.ts';
import type { Plant } from './plant.ts';

/** Sums of counters over all lives of all processes: a process that dies takes its numbers along, so they are read every half second. */
export type Lives = Readonly<{ read(): Promise<Readonly<Record<Figure, number>>>; stop(): void }>;

const figures = {
  duplicateAcks: /^outbox_duplicate_acks_total(?:{[^}]*})? (\S+)/gm,
  resent: /^outbox_resent_total(?:{[^}]*})? (\S+)/gm,
  redelivered: /^event_redelivered_total(?:{[^}]*})? (\S+)/gm,
  handledAgain: /^event_handled_total{[^}]*outcome="duplicate"[^}]*} (\S+)/gm,
  deadLetters: /^event_dead_letter_total(?:{[^}]*})? (\S+)/gm,
  reconnects: /^nats_client_reconnects_total(?:{[^}]*})? (\S+)/gm,
} as const;
export type Figure = keyof typeof figures;
type Reading = Record<Figure, number>;

const EVERY_MS = 500;

export function followLives(plant: Plant): Lives {
  const readings = new Map<string, Reading>();
  const look = async (name: ServiceName): Promise<void> => {
    const pid = plant.pid(name);
    const text = await scrape(`${plant.operationsUrl(name)}/metrics`);
    if (pid !== undefined && text !== undefined && plant.pid(name) === pid) readings.set(`${name}/${pid}`, reading(text));
  };
  const lookAtAll = async (): Promise<void> => void (await Promise.all(serviceNames.map(look)));
  const timer = setInterval(() => void lookAtAll(), EVERY_MS);
  return {
    read: async () => {
      await lookAtAll();
      const sum = reading('');
      for (const one of readings.values()) for (const figure of Object.keys(sum) as Figure[]) sum[figure] += one[figure];
      return sum;
    },
    stop: () => clearInterval(timer),
  };
}

async function scrape(url: string): Promise<string | undefined> {
  try {
    return await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).text();
  } catch {
    // Between two lives there is nothing to read.
    return undefined;
  }
}

function reading(text: string): Reading {
  const entries = Object.entries(figures).map(([name, pattern]) => [
    name,
    [...text.matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0),
  ]);
  return Object.fromEntries(entries) as Reading;
}
