import type { Alert, RuleFile } from './alert.ts';
import { type Phase, valuesOf } from './series-values.ts';

export type ExpectedAlert = Readonly<{ exp_labels: Record<string, string>; exp_annotations: Record<string, string> }>;
export type UnitTest = Readonly<{
  name: string;
  interval: string;
  input_series: readonly Readonly<{ series: string; values: string }>[];
  alert_rule_test: readonly Readonly<{ eval_time: string; alertname: string; exp_alerts: readonly ExpectedAlert[] }>[];
}>;
export type UnitTestFile = Readonly<{ rule_files: readonly string[]; evaluation_interval: string; tests: readonly UnitTest[] }>;

export const annotationsOf = (alert: Omit<Alert, 'cases'>): Record<string, string> => ({
  summary: alert.summary,
  description: alert.description,
  runbook_url: `docs/runbooks/${alert.runbook}.md`,
  dashboard_url: `/d/${alert.board}`,
});

export const labelsOf = (alert: Omit<Alert, 'cases'>): Record<string, string> => ({
  severity: alert.severity,
  owner: alert.owner,
  ...alert.labels,
});

const intervals = { '1m': 60, '5m': 300, '1h': 3_600 } as const;
type Every = keyof typeof intervals;
const everyOf = ({ cases }: Alert): Every => cases.every ?? '1m';

export const inMinutes = (steps: number, every: Every): string => `${(steps * intervals[every]) / 60}m`;

type Case = Readonly<{ title: string; phases: readonly Phase[]; fires: boolean }>;

function casesOf({ cases }: Alert): Case[] {
  const before: Phase[] = cases.before ? [{ health: 'well', steps: cases.before }] : [];
  const broken: Phase = { health: 'broken', steps: cases.fires + 1 };
  const long = (cases.before ?? 0) + cases.fires + cases.recovers;
  return [
    { title: 'fires', phases: [...before, broken], fires: true },
    { title: 'does not fire in good health', phases: [{ health: 'well', steps: long }], fires: cases.alwaysFires ?? false },
    { title: 'does not fire without traffic', phases: [{ health: 'idle', steps: long }], fires: cases.alwaysFires ?? false },
    {
      title: 'is silent again after recovery',
      phases: [...before, broken, { health: 'well', steps: cases.recovers + 1 }],
      fires: cases.alwaysFires ?? false,
    },
  ];
}

const lastStep = (phases: readonly Phase[]): number => phases.reduce((sum, { steps }) => sum + steps, 0) - 1;

function unitTest(alert: Alert, { title, phases, fires }: Case): UnitTest {
  const every = everyOf(alert);
  const expected = { exp_labels: { ...labelsOf(alert), ...alert.cases.labels }, exp_annotations: annotationsOf(alert) };
  return {
    name: `${alert.name} ${title}`,
    interval: every,
    input_series: alert.cases.series.map((one) => ({ series: one.series, values: valuesOf(one, phases, intervals[every]) })),
    alert_rule_test: [{ eval_time: inMinutes(lastStep(phases), every), alertname: alert.name, exp_alerts: fires ? [expected] : [] }],
  };
}

/** Alerts of the same name differ by a label of their rule: a service's own test must not be met by its sister's silence. */
const othersOf = (alert: Alert, all: readonly Alert[]): Alert[] => all.filter((other) => other.name === alert.name && other !== alert);

const withHealthySisters = (test: UnitTest, sisters: readonly Alert[]): UnitTest => ({
  ...test,
  input_series: [
    ...test.input_series,
    ...sisters.flatMap(({ cases }) => cases.series.map((one) => ({ series: one.series, values: healthy(one, test) }))),
  ],
});

const healthy = (one: Alert['cases']['series'][number], test: UnitTest): string =>
  valuesOf(one, [{ health: 'well', steps: 1 + Number.parseInt(test.alert_rule_test[0]?.eval_time ?? '0', 10) }], 60);

/** One file of tests per file of rules and evaluation interval: promtool evaluates at one pace per file. */
export function testFilesOf(file: RuleFile): { name: string; content: UnitTestFile }[] {
  const alerts = file.groups.flatMap((group) => group.alerts ?? []);
  return (Object.keys(intervals) as Every[]).flatMap((every) => {
    const tests = alerts
      .filter((alert) => everyOf(alert) === every)
      .flatMap((alert) => casesOf(alert).map((one) => withHealthySisters(unitTest(alert, one), othersOf(alert, alerts))));
    if (tests.length === 0) return [];
    const content = { rule_files: [`../rules/${file.name}.yaml`], evaluation_interval: every, tests };
    return [{ name: every === '1m' ? file.name : `${file.name}-${every}`, content }];
  });
}
