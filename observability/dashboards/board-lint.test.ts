import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { describe, expect, test } from '@jest/globals';
import type { CatalogueEntry } from '../../shared/telemetry/catalogue/entry.ts';
import { catalogue, type MetricName, seriesNames, serviceCatalogue } from '../../shared/telemetry/catalogue.ts';
import { aggregationsOf, callsOf, parsePromql, selectorsOf } from '../promql.ts';
import { allAlerts, allRecordingRules } from '../rules/rule-files.ts';
import { boards } from './board-files.ts';
import { type CommittedPanel, committedBoards, panelsOf, readsFigures } from './committed-boards.ts';

const root = join(import.meta.dirname, '../..');
const recorded = new Set(allRecordingRules.map(({ record }) => record));
const entries = Object.entries(catalogue) as [MetricName, CatalogueEntry][];
const byName = new Map<string, CatalogueEntry>(entries.flatMap(([name, entry]) => seriesNames(name).map((series) => [series, entry])));
const ours = new Set((Object.keys(serviceCatalogue) as MetricName[]).flatMap((name) => [...seriesNames(name)]));
/** The exporters give some counters without the ending; their type is in the catalogue. */
const isCounter = (metric: string): boolean =>
  /_(total|bucket|count|sum)$/.test(metric) && !metric.endsWith('_handles_total') && byName.get(metric)?.type !== 'gauge';

const ranged = ['rate', 'increase', 'irate', 'delta', 'deriv'];
/** Ranges that mean a time of day or of people, whatever the zoom. */
const fixedRanges = new Set(['1h', '1d', '5m', '2m']);

const overlap = (a: CommittedPanel['gridPos'], b: CommittedPanel['gridPos']): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

const queriesOf = (panel: CommittedPanel): string[] => (readsFigures(panel) ? (panel.targets ?? []).map(({ expr }) => expr) : []);

test('the thirteen boards have unique uids and titles', () => {
  const found = committedBoards();
  expect(found).toHaveLength(13);
  expect(new Set(found.map(({ uid }) => uid)).size).toBe(13);
  expect(found.map(({ uid }) => uid).sort()).toEqual(boards.map(({ uid }) => uid).sort());
});

describe.each(committedBoards().map((board) => [board.file, board] as const))('%s', (_file, board) => {
  const panels = panelsOf(board);
  const variables = new Map(board.templating.list.map((variable) => [variable.name, variable]));

  test('cannot be edited in the browser and names no machine', () => {
    expect(board.editable).toBe(false);
    expect(board.text.match(/https?:\/\//g)).toBeNull();
  });

  test('has one variable per kind of data source, and every panel uses it', () => {
    const sources = board.templating.list.filter(({ type }) => type === 'datasource').map(({ name }) => name);
    const used = new Set(
      panels.flatMap((panel) => [panel.datasource?.uid, ...(panel.targets ?? []).map(({ datasource }) => datasource?.uid)]),
    );
    expect([...used].sort()).toEqual(sources.map((name) => `$${name}`).sort());
  });

  test('lets one choose services and instances, several or all, anew with the time range', () => {
    for (const name of ['service', 'instance']) {
      expect(variables.get(name)).toMatchObject({
        multi: true,
        includeAll: true,
        allValue: '.*',
        refresh: 2,
        datasource: { uid: '$datasource' },
      });
    }
  });

  test('says of each panel what it shows, in a known unit, and which runbook helps', () => {
    const known = new Set(Object.values(units));
    for (const panel of panels) {
      expect(panel.title).not.toBe('');
      expect(panel.description?.length ?? 0).toBeGreaterThan(10);
      expect({ panel: panel.title, unit: known.has(panel.fieldConfig?.defaults.unit as never) }).toEqual({
        panel: panel.title,
        unit: true,
      });
      expect(panel.targets?.length ?? 0).toBeGreaterThan(0);
      for (const [path] of (panel.description ?? '').matchAll(/docs\/runbooks\/[\w-]+\.md/g))
        expect({ path, exists: existsSync(join(root, path)) }).toEqual({ path, exists: true });
    }
  });

  test('has unique ids and titles, and no panel lies on another', () => {
    expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    const clashes = board.panels.flatMap((a, index) => board.panels.slice(index + 1).filter((b) => overlap(a.gridPos, b.gridPos)));
    expect(clashes.map(({ title }) => title)).toEqual([]);
    expect(board.panels.filter(({ gridPos }) => gridPos.x + gridPos.w > 24)).toEqual([]);
  });

  test.each(panels.flatMap((panel) => queriesOf(panel).map((expr) => [panel.title, expr] as const)))('%s: %s', (_title, expr) => {
    parsePromql(expr);
    for (const { metric, matchers, range } of selectorsOf(expr)) {
      expect({ metric, known: byName.has(metric) || recorded.has(metric) }).toEqual({ metric, known: true });
      if (ours.has(metric)) expect(matchers).toEqual(expect.arrayContaining(['service=~".*"', 'instance=~".*"']));
      if (range !== undefined) expect(['30s', ...fixedRanges]).toContain(range);
      const entry = byName.get(metric);
      const labels = matchers.map((matcher) => matcher.split(/[=!]/)[0] ?? '');
      const allowed = [
        'service',
        'instance',
        'job',
        'le',
        'exported_job',
        ...Object.keys(entry?.labels ?? {}),
        ...(entry?.source === 'exporter' || recorded.has(metric) ? labels : []),
      ];
      expect(allowed).toEqual(expect.arrayContaining(labels));
    }
    const rated = callsOf(expr)
      .filter(({ name }) => ranged.includes(name))
      .map(({ argument }) => argument);
    for (const { metric } of selectorsOf(expr).filter((selector) => isCounter(selector.metric) && !recorded.has(selector.metric)))
      expect({ metric, rated: rated.some((argument) => argument.includes(metric)) || /audit_chain/.test(metric) }).toEqual({
        metric,
        rated: true,
      });
    for (const aggregation of aggregationsOf(expr)) expect(aggregation).not.toMatch(/^rate\(\s*sum/);
  });
});

test('a missing bracket is found', () => {
  expect(() => parsePromql('sum(rate(up[5m])')).toThrow('Not PromQL');
});

test('curves of answers carry exemplars, written as a value', () => {
  const flagged = committedBoards().flatMap((board) =>
    panelsOf(board).flatMap(({ targets = [] }) => targets.filter(({ exemplar }) => exemplar)),
  );
  expect(flagged.length).toBeGreaterThanOrEqual(5);
});

test('whatever the catalogue lists of other programs is read by a rule or a board', () => {
  const text = [...committedBoards().map((board) => board.text), ...[...allAlerts, ...allRecordingRules].map(({ expr }) => expr)].join(' ');
  const unread = entries.filter(
    ([name, { source }]) => source === 'exporter' && !seriesNames(name).some((series) => text.includes(series)),
  );
  expect(unread.map(([name]) => name)).toEqual([]);
});
