import type { Load } from './bench-child.ts';
import { cpuMeter, elsewhereMeter, type Groups } from './cpu.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';

/** Enough for the compiler to have seen the path; the first round of a case pays for the rest. */
const warmUpSeconds = 2;

export type Measured = LoadResult &
  Readonly<{
    cpuUs: Readonly<Record<string, number>>;
    generatorUs: number;
    /** Requests a second, with the time until what they wrote had its effects. */
    sustained: number;
    /** Share of the machine that processes outside this measurement had. */
    elsewhere: number;
  }>;

/** One plan, with the CPU that each group used for each answer and, where `effects` waits for them, for what followed from it. */
export async function measure(load: Load, plan: LoadPlan, groups: Groups, effects?: () => Promise<void>): Promise<Measured> {
  await load.run({ ...plan, seconds: warmUpSeconds });
  await effects?.();
  const used = cpuMeter({ ...groups, generator: [load.pid] });
  const elsewhere = elsewhereMeter([...Object.values(groups).flat(), load.pid]);
  const started = performance.now();
  const result = await load.run(plan);
  await effects?.();
  const seconds = (performance.now() - started) / 1_000;
  const doubt = elsewhere();
  if (result.requests === 0) throw new Error(`${plan.url} answered no ${plan.kind} within ${plan.seconds} s`);
  const { generator = 0, ...ms } = used();
  const each = (milliseconds: number): number => (milliseconds * 1_000) / Math.max(1, result.requests);
  return {
    ...result,
    sustained: result.requests / seconds,
    elsewhere: doubt,
    cpuUs: Object.fromEntries(Object.entries(ms).map(([name, value]) => [name, each(value)])),
    generatorUs: each(generator),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Rounds of one case and target as one. */
export function together(rounds: readonly Measured[]): Measured {
  const of = (pick: (round: Measured) => number): number => mean(rounds.map(pick));
  const groups = Object.keys(rounds[0]?.cpuUs ?? {});
  return {
    requests: rounds.reduce((sum, { requests }) => sum + requests, 0),
    failures: rounds.reduce((sum, { failures }) => sum + failures, 0),
    perSecond: of(({ perSecond }) => perSecond),
    sustained: of(({ sustained }) => sustained),
    elsewhere: of(({ elsewhere }) => elsewhere),
    p50: of(({ p50 }) => p50),
    p95: of(({ p95 }) => p95),
    p99: of(({ p99 }) => p99),
    cpuUs: Object.fromEntries(groups.map((name) => [name, of(({ cpuUs }) => cpuUs[name] ?? 0)])),
    generatorUs: of(({ generatorUs }) => generatorUs),
  };
}

export const totalCpuUs = ({ cpuUs }: Measured): number => Object.values(cpuUs).reduce((sum, value) => sum + value, 0);

export function row(name: string, result: Measured): Record<string, string | number> {
  const cpu = Object.entries(result.cpuUs).map(([group, value]) => [`${group} µs`, Math.round(value)]);
  return {
    '': name,
    'req/s': Math.round(result.perSecond),
    'with effects': Math.round(result.sustained),
    p50: result.p50.toFixed(1),
    p95: result.p95.toFixed(1),
    p99: result.p99.toFixed(1),
    ...Object.fromEntries(cpu),
    'CPU µs': Math.round(totalCpuUs(result)),
    failed: result.failures,
    'elsewhere %': Math.round(result.elsewhere * 100),
  };
}
