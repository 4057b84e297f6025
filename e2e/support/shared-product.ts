import { keeperUrl } from '../../shared/testing/config.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import type { Product } from '../../tools/run/product.ts';
import { logTail } from '../../tools/run/supervisor.ts';

export const keptNames = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing', 'web'] as const;

/** What its keeper tells of the running product. */
export type Kept = Pick<Product, 'url' | 'ports' | 'servers' | 'secrets' | 'dataDir'> &
  Readonly<{ pids: Readonly<Record<string, number | undefined>> }>;

export type SharedProduct = Omit<Product, 'stop' | 'ready' | typeof Symbol.asyncDispose>;

/** So long may a first start take that also builds the web app, on a slow machine. */
const PATIENCE_MS = 900_000;

/** Undefined while it starts; a start that failed is told at once. */
const ask = async (): Promise<Readonly<{ kept: Kept }> | Readonly<{ fault: string }> | undefined> => {
  const response = await fetch(keeperUrl());
  const text = await response.text();
  if (response.status === 500) return { fault: text };
  return response.status === 200 ? { kept: JSON.parse(text) as Kept } : undefined;
};

/**
 * The product that all files of a run share, with the web app: each file makes organizations of its own in it. Who kills a process,
 * counts its figures or needs other settings starts one of his own with `testProduct`.
 */
export async function sharedProduct(): Promise<SharedProduct> {
  const answer = await waitFor('the shared product', ask, PATIENCE_MS);
  if ('fault' in answer) throw new Error(`The shared product did not start: ${answer.fault}`);
  const { pids, ...kept } = answer.kept;
  return { ...kept, pid: (name) => pids[name], log: (name) => logTail(kept.dataDir, name, 1_000) };
}
