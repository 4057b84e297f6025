import { alternating, type BenchContext, type Results, ratio } from './alternating.ts';
import type { World } from './bench-world.ts';
import type { Account, Kind } from './load-plan.ts';
import { type Measured, row, totalCpuUs } from './measure.ts';
import { startBaseline, startMonolith, type Target, targetOf } from './targets.ts';

/** The product and its own baselines, still running, and what was measured. */
export type Paths = AsyncDisposable & Readonly<{ targets: readonly Target[]; accounts: readonly Account[]; results: Results }>;

/** Several organizations, because writers of one wait for each other at the count that the plan limits. */
const organizations = 8;
const contactsEach = 1_000;

export async function newAccounts(world: World): Promise<Account[]> {
  const accounts: Account[] = [];
  while (accounts.length < organizations) accounts.push(await world.account(contactsEach));
  return accounts;
}

/** Goals 1 and 2: the product beside both baselines and the monolith. */
export async function measurePaths(context: BenchContext, timed: boolean): Promise<Paths> {
  await using starting = new AsyncDisposableStack();
  const { world } = context;
  const accounts = await newAccounts(world);
  await world.sql('vacuum analyze');
  const bare = starting.use(await startBaseline('bare', world));
  const edge = starting.use(await startBaseline('edge', world));
  const targets = [targetOf('product', world), edge, bare];
  const results = timed ? await timedPaths(context, targets, accounts) : {};
  for (const [kind, byTarget] of Object.entries(results)) print(kind, byTarget);
  const stack = starting.move();
  return { targets, accounts, results, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function timedPaths(context: BenchContext, targets: readonly Target[], accounts: readonly Account[]): Promise<Results> {
  await using monolith = await startMonolith(context.world);
  // It would search with LIKE, which row-level security keeps from every index: that says nothing of the way of a request.
  const among = (kind: Kind): readonly Target[] => (kind === 'search' ? targets : [...targets, monolith]);
  // Awaited here: the monolith ends with this function.
  return await alternating(context, { targets: among, accounts: () => accounts });
}

const goals: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  edge: { create: '0.8×', list: '0.75×', get: '0.8×' },
  monolith: { create: '4×', list: '3×', get: '4×' },
};

function print(kind: string, byTarget: Readonly<Record<string, Measured>>): void {
  console.log(`\n${kind}`);
  console.table(Object.entries(byTarget).map(([name, measured]) => row(name, measured)));
  const { product, ...others } = byTarget;
  if (!product) return;
  for (const [name, other] of Object.entries(others)) {
    const goal = goals[name]?.[kind];
    console.log(
      `product / ${name}: throughput ${ratio(product.perSecond, other.perSecond)}${goal ? ` (goal ${goal})` : ''}, CPU ${ratio(totalCpuUs(product), totalCpuUs(other))}`,
    );
  }
}
