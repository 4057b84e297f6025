import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Target = Readonly<{
  refId: string;
  expr: string;
  datasource?: Readonly<{ type: string; uid: string }>;
  exemplar?: boolean;
  instant?: boolean;
}>;
export type CommittedPanel = Readonly<{
  id: number;
  type: string;
  title: string;
  description?: string;
  datasource?: Readonly<{ type: string; uid: string }>;
  gridPos: Readonly<{ x: number; y: number; w: number; h: number }>;
  targets?: readonly Target[];
  fieldConfig?: Readonly<{ defaults: Readonly<{ unit?: string }> }>;
}>;
export type Variable = Readonly<{
  name: string;
  type: string;
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string;
  refresh?: number;
  query?: string;
  datasource?: Readonly<{ uid: string }>;
}>;
export type CommittedBoard = Readonly<{
  file: string;
  text: string;
  uid: string;
  title: string;
  editable: boolean;
  panels: readonly CommittedPanel[];
  templating: Readonly<{ list: readonly Variable[] }>;
  annotations: Readonly<{ list: readonly Readonly<{ name: string; expr: string }>[] }>;
}>;

const folder = join(import.meta.dirname, '../grafana/dashboards');

/** The files Grafana reads, not the code they came from. */
export const committedBoards = (): CommittedBoard[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return { ...(JSON.parse(text) as Omit<CommittedBoard, 'file' | 'text'>), file, text };
    });

export const panelsOf = (board: CommittedBoard): CommittedPanel[] => board.panels.filter(({ type }) => type !== 'row');

export const readsFigures = (panel: CommittedPanel): boolean => panel.datasource?.type === 'prometheus';
