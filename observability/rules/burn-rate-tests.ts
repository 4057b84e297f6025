import { labelsOf } from './alert-tests.ts';
import { type BurnAlert, burnAlertsOf, burnThreshold, leastEvents, ledgerInterval } from './burn-rates.ts';
import { type Slo, slos } from './slos.ts';

type UnitTest = Readonly<{
  name: string;
  interval: string;
  input_series: readonly Readonly<{ series: string; values: string }>[];
  promql_expr_test: readonly Readonly<{
    expr: string;
    eval_time: string;
    exp_samples: readonly Readonly<{ labels: string; value: number }>[];
  }>[];
}>;
export type BurnTestFile = Readonly<{ rule_files: readonly string[]; evaluation_interval: string; tests: readonly UnitTest[] }>;

const minutes = { m: 1, h: 60, d: 1_440 };
const stepsOf = (window: string): number => Number.parseInt(window, 10) * minutes[window.at(-1) as keyof typeof minutes];

type Traffic = Readonly<{ steps: number; perStep: number; errorRatio: number }>;

const busy = 200;

/** Counters that go on through several phases of traffic. */
function counterValues(phases: readonly Traffic[], share: (traffic: Traffic) => number): string {
  let value = 0;
  return phases
    .map((phase, index) => {
      const step = Number((phase.perStep * share(phase)).toFixed(6));
      const first = Number((value + (index === 0 ? 0 : step)).toFixed(6));
      value = first + step * (phase.steps - 1);
      return `${first}+${step}x${phase.steps - 1}`;
    })
    .join(' ');
}

const inputOf = ({ sample }: Slo, phases: readonly Traffic[]): UnitTest['input_series'] => [
  ...sample.all.map((series) => ({ series, values: counterValues(phases, ({ errorRatio }) => (sample.bad ? 1 - errorRatio : 1)) })),
  ...(sample.bad ?? []).map((series) => ({ series, values: counterValues(phases, ({ errorRatio }) => errorRatio) })),
  ...(sample.good ?? []).map((series) => ({ series, values: counterValues(phases, ({ errorRatio }) => 1 - errorRatio) })),
];

type Case = Readonly<{ title: string; phases: readonly Traffic[]; fires: boolean }>;

/** Just above and just below the threshold, at the edge of both windows, then without traffic, with little, and recovered. */
function casesOf({ slo, pair }: BurnAlert): Case[] {
  const limit = burnThreshold(slo, pair.factor);
  const [long, short] = [stepsOf(pair.long), stepsOf(pair.short)];
  const traffic = (steps: number, errorRatio: number, perStep = busy): Traffic => ({ steps, perStep, errorRatio });
  const above = Math.min(limit * 1.05, 1);
  const spike = Math.min(1, (limit * 0.8 * long) / short);
  const few = (leastEvents * 0.9) / long;
  const margin = 11;
  return [
    { title: 'fires just above its threshold in both windows', phases: [traffic(long + margin, above)], fires: true },
    { title: 'does not fire just below it', phases: [traffic(long + margin, limit * 0.95)], fires: false },
    { title: 'does not fire while only the short window burns', phases: [traffic(long, 0), traffic(short + 1, spike)], fires: false },
    { title: 'is silent once the short window is clean', phases: [traffic(long, above), traffic(short + margin, 0)], fires: false },
    { title: 'does not fire without traffic', phases: [traffic(short + margin, 0, 0)], fires: false },
    { title: 'does not fire below its least number of events', phases: [traffic(Math.min(long, 1_440) + margin, 1, few)], fires: false },
  ];
}

const lastStep = (phases: readonly Traffic[]): number => phases.reduce((sum, { steps }) => sum + steps, 0) - 1;

const selector = (labels: Readonly<Record<string, string>>): string =>
  `ALERTS{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(', ')}}`;

/** Asked by its window: the other pairs of the promise carry the same name and may well fire with it. */
function unitTest(alert: BurnAlert, { title, phases, fires }: Case): UnitTest {
  const firing = { alertname: alert.name, alertstate: 'firing' };
  const labels = selector({ ...firing, ...labelsOf(alert) });
  const expr = selector({ ...firing, window: alert.pair.long });
  const evaluated = Math.floor(lastStep(phases) / 5) * 5;
  return {
    name: `${alert.name} (${alert.pair.long} and ${alert.pair.short}) ${title}`,
    interval: '1m',
    input_series: inputOf(alert.slo, phases),
    promql_expr_test: [{ expr, eval_time: `${evaluated}m`, exp_samples: fires ? [{ labels, value: 1 }] : [] }],
  };
}

/** All promises share these windows. Days are played through for the first one only: promtool needs a minute for it. */
const tested = (slo: Slo): BurnAlert[] => burnAlertsOf(slo).filter(({ pair }) => slo === slos[0] || pair.severity === 'page');

export const burnTestFile = (slo: Slo, ruleFile: string): BurnTestFile => ({
  rule_files: [`../rules/${ruleFile}.yaml`],
  evaluation_interval: ledgerInterval,
  tests: tested(slo).flatMap((alert) => casesOf(alert).map((one) => unitTest(alert, one))),
});
