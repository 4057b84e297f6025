import type { Load } from './bench-child.ts';
import { type Servers, untilQuiet, type World } from './bench-world.ts';
import type { Account, Kind } from './load-plan.ts';
import { type Measured, measure, together, totalCpuUs } from './measure.ts';
import type { Target } from './targets.ts';

export type BenchSettings = Readonly<{
  seconds: number;
  rounds: number;
  connections: number;
  cases: readonly Kind[];
  /** How long a measurement waits for the machine to come to rest; under the profiler it never does. */
  restSeconds: number;
}>;
export type BenchContext = Readonly<{ servers: Servers; world: World; load: Load; settings: BenchSettings; say: (line: string) => void }>;

/** By case, then by target. */
export type Results = Record<string, Record<string, Measured>>;

export type Comparison = Readonly<{
  targets: (kind: Kind) => readonly Target[];
  accounts: (target: Target) => readonly Account[];
  /** Requests a second; absent: each connection asks again as soon as it is answered. */
  rate?: (kind: Kind) => number;
}>;

/** The same load on each target from rest, round by round in turning order, so that no one always has the warm machine. */
export async function alternating(context: BenchContext, comparison: Comparison): Promise<Results> {
  const results: Results = {};
  for (const kind of context.settings.cases) {
    const targets = comparison.targets(kind);
    const rounds = new Map<string, Measured[]>(targets.map(({ name }) => [name, []]));
    for (let round = 0; round < context.settings.rounds; round += 1) {
      for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
        const measured = await one(context, comparison, kind, target);
        context.say(`${kind} · round ${round + 1} · ${target.name}: ${told(measured)}`);
        rounds.get(target.name)?.push(measured);
      }
    }
    results[kind] = Object.fromEntries([...rounds].map(([name, each]) => [name, together(each)]));
  }
  return results;
}

async function one({ load, settings, say }: BenchContext, comparison: Comparison, kind: Kind, target: Target): Promise<Measured> {
  const { connections, seconds, restSeconds } = settings;
  if (!(await untilQuiet(target.groups, restSeconds))) say('the machine did not come to rest');
  const rate = comparison.rate?.(kind);
  const plan = {
    url: target.url,
    kind,
    accounts: comparison.accounts(target),
    connections,
    seconds,
    ...(rate === undefined ? {} : { rate }),
  };
  return measure(load, plan, target.groups, kind === 'create' ? target.effects : undefined);
}

const told = (measured: Measured): string =>
  `${Math.round(measured.perSecond)}/s, p50 ${measured.p50.toFixed(1)} ms, ${Math.round(totalCpuUs(measured))} µs, elsewhere ${Math.round(measured.elsewhere * 100)} % of the machine`;

export const ratio = (one: number, other: number): string => `${(one / other).toFixed(2)}×`;
