import { PanelBuilder as BarGauge } from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { type DataSourceRef, ReduceDataOptionsBuilder, VizLegendOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import {
  type GridPos,
  type Panel,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Heatmap } from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder as LogQuery } from '@grafana/grafana-foundation-sdk/loki';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Query } from './query.ts';

export type PanelKind = 'series' | 'stat' | 'table' | 'heatmap' | 'timeline' | 'bars';

export type PanelSpec = Readonly<{
  title: string;
  /** What it shows and when to worry. */
  description: string;
  /** One of Grafana's ids for units. */
  unit: string;
  queries: readonly Query[];
  kind?: PanelKind;
  /** Of the 24 columns; 8 unless said. */
  width?: number;
  /** File in docs/runbooks without its ending. */
  runbook?: string;
  /** From here on it is worth a look, from there on it is bad. */
  warn?: number;
  bad?: number;
  max?: number;
  /** Reads log lines from Loki instead of figures from Prometheus. */
  logs?: true;
}>;

export const figures: DataSourceRef = { type: 'prometheus', uid: '$datasource' };
export const logs: DataSourceRef = { type: 'loki', uid: '$logs' };

const builders = {
  series: () =>
    new TimeSeries()
      .fillOpacity(8)
      .lineWidth(1)
      .legend(new VizLegendOptionsBuilder().showLegend(true).calcs(['mean', 'max'])),
  stat: () => new Stat().reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull'])),
  table: () => new Table(),
  heatmap: () => new Heatmap(),
  timeline: () => new StateTimeline(),
  bars: () => new BarGauge().reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull'])),
};

const refId = (index: number): string => String.fromCharCode(65 + index);

/** `.exemplar()` without a value writes no flag at all: the value is given. */
const target = ({ expr, legend, exemplars, instant, heatmap }: Query, index: number): Builder<Dataquery> => {
  const built = new DataqueryBuilder().refId(refId(index)).expr(expr).legendFormat(legend).datasource(figures);
  const asked = instant ? built.instant() : built.range();
  if (exemplars) asked.exemplar(true);
  if (instant) asked.format(PromQueryFormat.Table);
  if (heatmap) asked.format(PromQueryFormat.Heatmap);
  return asked;
};

const logTarget = ({ expr, legend }: Query, index: number): Builder<Dataquery> =>
  new LogQuery().refId(refId(index)).expr(expr).legendFormat(legend).range(true).datasource(logs);

const steps = ({ warn, bad }: PanelSpec): Threshold[] => [
  { value: null, color: 'green' },
  ...(warn === undefined ? [] : [{ value: warn, color: 'orange' }]),
  ...(bad === undefined ? [] : [{ value: bad, color: 'red' }]),
];

/** The smaller value is the worse one for what is left of something. */
const thresholds = (spec: PanelSpec): ThresholdsConfigBuilder => {
  const { warn, bad } = spec;
  const sinking = warn !== undefined && bad !== undefined && bad < warn;
  const sorted: Threshold[] = sinking
    ? [
        { value: null, color: 'red' },
        { value: bad, color: 'orange' },
        { value: warn, color: 'green' },
      ]
    : steps(spec);
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(sorted);
};

const described = ({ description, runbook }: PanelSpec): string =>
  runbook === undefined ? description : `${description}\n\nRunbook: docs/runbooks/${runbook}.md`;

export function buildPanel(spec: PanelSpec, id: number, place: GridPos): Builder<Panel> {
  const panel = builders[spec.kind ?? 'series']()
    .id(id)
    .title(spec.title)
    .description(described(spec))
    .unit(spec.unit)
    .gridPos(place)
    .datasource(spec.logs ? logs : figures)
    .thresholds(thresholds(spec))
    .targets(spec.queries.map(spec.logs ? logTarget : target));
  if (spec.unit !== 'dateTimeFromNow' && spec.kind !== 'heatmap') panel.min(0);
  if (spec.max !== undefined) panel.max(spec.max);
  return panel;
}
