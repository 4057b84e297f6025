import { alternating, type BenchContext, type Results } from './alternating.ts';
import type { Paths } from './section-paths.ts';

/** Where the paths were not measured before. */
const usualRate = 600;

/**
 * Goal 1, second half: what the way through the bus adds to the median when the machine is half loaded. Half of what can be kept up:
 * of creates more are answered for a while than can have their effects, and half of that is most of what the machine can do.
 */
export async function measurePace(context: BenchContext, { targets, accounts, results }: Paths): Promise<Results> {
  const rate = (kind: string): number => Math.floor((results[kind]?.['product']?.sustained ?? usualRate) / 2);
  const paced = await alternating(context, { targets: () => targets, accounts: () => accounts, rate });
  console.log('\nAt half load (ms)');
  console.table(Object.entries(paced).map(([kind, by]) => ({ '': `${kind} at ${rate(kind)}/s`, ...times(by) })));
  return paced;
}

const times = (by: Results[string]): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(by).flatMap(([name, { p50, p95 }]) => [
      [`${name} p50`, p50.toFixed(2)],
      [`${name} p95`, p95.toFixed(2)],
    ]),
  ),
  'added p50': ((by['product']?.p50 ?? 0) - (by['edge']?.p50 ?? 0)).toFixed(2),
});
