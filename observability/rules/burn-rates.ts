import type { Alert, RecordingRule, Severity } from './alert.ts';
import type { Slo } from './slos.ts';

/**
 * Windows counted from the counters themselves. Longer ones add up a ledger of 5-minute counts instead: a 30-day range over every
 * route's series would be the most expensive query of the installation, asked twice a minute.
 */
const counted = ['5m', '30m', '1h', '2h', '6h'] as const;
const added = ['1d', '3d', '30d'] as const;
export const windows = [...counted, ...added] as const;
export type Window = (typeof windows)[number];

export const ledgerInterval = '5m';

/** A burn of 14.4 over an hour spends 2 % of a 30-day budget; the short window ends the alarm soon after the trouble. */
export type BurnPair = Readonly<{ severity: Severity; factor: number; long: Window; short: Window; spends: string }>;
export const burnPairs: readonly BurnPair[] = [
  { severity: 'page', factor: 14.4, long: '1h', short: '5m', spends: '2 %' },
  { severity: 'page', factor: 6, long: '6h', short: '30m', spends: '5 %' },
  { severity: 'ticket', factor: 3, long: '1d', short: '2h', spends: '10 %' },
  { severity: 'ticket', factor: 1, long: '3d', short: '6h', spends: '10 %' },
];

/** Below it a ratio says more about chance than about the system; the probe of the public address watches then. */
export const leastEvents = 50;
/** One failed request at night is no reason to wake anybody, however few there were. */
export const leastErrors = 5;

const named = (what: 'events' | 'errors', window: string): string => `slo:${what}:increase${window}`;
export const ratio = (window: string): string => `slo:error_ratio:increase${window}`;

const ratioRule = ({ slo }: Slo, window: string): RecordingRule => ({
  record: ratio(window),
  expr: `clamp_min(${named('errors', window)}{slo="${slo}"}, 0) / clamp_min(${named('events', window)}{slo="${slo}"}, 1)`,
});

const countedRules = (slo: Slo, window: string): RecordingRule[] => [
  { record: named('events', window), expr: slo.events(window), labels: { slo: slo.slo } },
  { record: named('errors', window), expr: slo.errors(window), labels: { slo: slo.slo } },
  ratioRule(slo, window),
];

const ledgerRules = (slo: Slo): RecordingRule[] =>
  (['events', 'errors'] as const).map((what) => ({ record: `slo:${what}:ledger5m`, expr: slo[what]('5m'), labels: { slo: slo.slo } }));

const addedRules = (slo: Slo, window: string): RecordingRule[] => [
  ...(['events', 'errors'] as const).map((what) => ({
    record: named(what, window),
    expr: `sum_over_time(slo:${what}:ledger5m{slo="${slo.slo}"}[${window}])`,
  })),
  ratioRule(slo, window),
];

const budgetRules = (slo: Slo): RecordingRule[] => [
  { record: 'slo:target:ratio', expr: `vector(${slo.target})`, labels: { slo: slo.slo } },
  { record: 'slo:budget_remaining:ratio30d', expr: `1 - ${ratio('30d')}{slo="${slo.slo}"} / ${budgetOf(slo)}` },
];

/** Decimal fractions as a person would write them: 1 - 0.999 is not. */
const short = (value: number): string => String(Number(value.toPrecision(6)));
const budgetOf = (slo: Slo): string => short(1 - slo.target);

export const burnThreshold = (slo: Slo, factor: number): number => Number(short((1 - slo.target) * factor));

/** A budget of 5 % cannot burn 21 times as fast as planned: such a pair could never fire. */
export const pairsOf = (slo: Slo): BurnPair[] => burnPairs.filter(({ factor }) => burnThreshold(slo, factor) < 0.95);

export const burnExpr = (slo: Slo, { factor, long, short: brief }: BurnPair): string => {
  const [is, limit] = [`{slo="${slo.slo}"}`, burnThreshold(slo, factor)];
  return [
    `${ratio(long)}${is} > ${limit}`,
    `${ratio(brief)}${is} > ${limit}`,
    `${named('events', long)}${is} >= ${leastEvents}`,
    `${named('errors', long)}${is} >= ${leastErrors}`,
  ].join('\nand ');
};

export type BurnAlert = Omit<Alert, 'cases'> & Readonly<{ slo: Slo; pair: BurnPair }>;

const burnAlert = (slo: Slo, pair: BurnPair): BurnAlert => ({
  slo,
  pair,
  name: slo.alert,
  expr: burnExpr(slo, pair),
  severity: pair.severity,
  owner: slo.owner,
  summary: `Promise at risk: ${slo.promise}`,
  description: `In ${pair.long} at least ${pair.spends} of the 30-day budget of ${slo.slo} was spent, and it still burns (${pair.short}): more than ${pair.factor} times the planned rate.`,
  runbook: slo.runbook,
  board: slo.board,
  labels: { slo: slo.slo, window: pair.long },
});

export const burnAlertsOf = (slo: Slo): BurnAlert[] => pairsOf(slo).map((pair) => burnAlert(slo, pair));

export type BurnGroup = Readonly<{ name: string; interval?: string; recording?: readonly RecordingRule[]; alerts?: readonly BurnAlert[] }>;

/** Three groups, evaluated in this order where order can be asked for; otherwise an alert is one evaluation late, which costs 30 s. */
export const groupsOf = (slo: Slo): BurnGroup[] => [
  { name: `slo-${slo.slo}-windows`, recording: counted.flatMap((window) => countedRules(slo, window)) },
  {
    name: `slo-${slo.slo}-ledger`,
    interval: ledgerInterval,
    recording: [...ledgerRules(slo), ...added.flatMap((window) => addedRules(slo, window)), ...budgetRules(slo)],
  },
  { name: `slo-${slo.slo}-burn`, alerts: burnAlertsOf(slo) },
];
