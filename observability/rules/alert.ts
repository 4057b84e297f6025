/** `page` wakes a person because users suffer now; `ticket` waits for working hours. */
export type Severity = 'page' | 'ticket';
export type Owner = 'operations' | 'development';

/**
 * How one series behaves in a unit test: a level, a step per sample, `now` (a timestamp that follows the clock),
 * `stopped` (a timestamp that stands still), or `absent`.
 */
export type Shape = Readonly<{ level: number }> | Readonly<{ step: number }> | 'now' | 'stopped' | 'absent';

export type SeriesCase = Readonly<{
  series: string;
  broken: Shape;
  well: Shape;
  /** Without any traffic; as when well unless said. */
  idle?: Shape;
  /** First value of a series that steps; 0 unless said. */
  start?: number;
}>;

/** From this the four unit tests of an alert are made: firing, not firing, no traffic, just recovered. */
export type AlertCases = Readonly<{
  series: readonly SeriesCase[];
  /** Labels the firing alert carries beside severity, owner and those of the rule. */
  labels?: Readonly<Record<string, string>>;
  /** Steps in good health first, for alerts that compare with the past. */
  before?: number;
  /** Steps of `every` until it must have fired. */
  fires: number;
  /** Steps after the repair until it must be silent again. */
  recovers: number;
  every?: '1m' | '5m' | '1h';
  /** The watchdog only: there is nothing that could silence it. */
  alwaysFires?: true;
}>;

export type Alert = Readonly<{
  name: string;
  expr: string;
  for?: string;
  severity: Severity;
  owner: Owner;
  summary: string;
  description: string;
  /** File in docs/runbooks without its ending. */
  runbook: string;
  /** Uid of the board that shows it. */
  board: string;
  labels?: Readonly<Record<string, string>>;
  cases: AlertCases;
}>;

export type RecordingRule = Readonly<{ record: string; expr: string; labels?: Readonly<Record<string, string>> }>;

export type RuleGroup = Readonly<{ name: string; interval?: string; recording?: readonly RecordingRule[]; alerts?: readonly Alert[] }>;

/** One file of rules with its file of unit tests. */
export type RuleFile = Readonly<{ name: string; groups: readonly RuleGroup[] }>;
