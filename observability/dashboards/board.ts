import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type GridPos,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { buildPanel, figures, type PanelSpec } from './panel.ts';

export type BoardRow = Readonly<{ title: string; panels: readonly PanelSpec[] }>;
export type BoardSpec = Readonly<{
  /** Stable: alerts and other boards link to it. */
  uid: string;
  title: string;
  description: string;
  rows: readonly BoardRow[];
}>;

const columns = 24;
const panelHeight = 8;

const datasource = (): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus').current({ text: 'Prometheus', value: 'prometheus' });
const logSource = (): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder('logs').label('Logs').type('loki').current({ text: 'Loki', value: 'loki' });

const chosenFrom = (name: string, label: string, query: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(figures)
    .query(query)
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ text: ['All'], value: ['$__all'] });

const annotation = (name: string, color: string, expr: string, title: string, text: string): AnnotationQueryBuilder =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(figures)
    .enable(true)
    .iconColor(color)
    .target(new DataqueryBuilder().refId('Anno').expr(expr))
    .expr(expr)
    .titleFormat(title)
    .textFormat(text)
    .step('60s');

/** A release and an applied migration explain many a change of a curve. */
const annotations = (): AnnotationQueryBuilder[] => [
  annotation(
    'Starts',
    'blue',
    'max by (service) (changes(process_start_time_seconds{job="services"}[2m])) > 0 or count by (service) (build_info unless build_info offset 2m) > 0',
    'Started',
    '{{service}}',
  ),
  annotation(
    'Migrations',
    'purple',
    'count by (service) (db_migration_version_info unless db_migration_version_info offset 2m) > 0',
    'Migrated',
    '{{service}}',
  ),
];

/** Left to right, next line when full; a row's title takes one line. */
function places(row: BoardRow, top: number): { places: GridPos[]; bottom: number } {
  let [x, y] = [0, top + 1];
  const found = row.panels.map(({ width = 8 }) => {
    if (x + width > columns) [x, y] = [0, y + panelHeight];
    const place = { x, y, w: width, h: panelHeight };
    x += width;
    return place;
  });
  return { places: found, bottom: y + panelHeight };
}

export function buildBoard({ uid, title, description, rows }: BoardSpec): Dashboard {
  const board = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['crm-gtd'])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .refresh('30s')
    .link(
      new DashboardLinkBuilder('CRM-GTD')
        .type(DashboardLinkType.Dashboards)
        .tags(['crm-gtd'])
        .asDropdown(true)
        .includeVars(false)
        .keepTime(true),
    )
    .annotations(annotations())
    .withVariable(datasource())
    .withVariable(chosenFrom('service', 'Service', 'label_values(up{job="services"}, service)'))
    .withVariable(chosenFrom('instance', 'Instance', 'label_values(up{job="services",service=~"$service"}, instance)'));
  if (rows.some(({ panels }) => panels.some(({ logs }) => logs))) board.withVariable(logSource());
  let [id, top] = [1, 0];
  for (const row of rows) {
    const { places: free, bottom } = places(row, top);
    board.withRow(new RowBuilder(row.title).id(id++).gridPos({ x: 0, y: top, w: columns, h: 1 }));
    row.panels.forEach((panel, index) => void board.withPanel(buildPanel(panel, id++, free[index] as GridPos)));
    top = bottom;
  }
  return board.build();
}
