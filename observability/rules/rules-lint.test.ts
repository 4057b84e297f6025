import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { catalogue, type MetricName, seriesNames } from '../../shared/telemetry/catalogue.ts';
import { boards } from '../dashboards/board-files.ts';
import { parsePromql, selectorsOf } from '../promql.ts';
import { annotationsOf, labelsOf } from './alert-tests.ts';
import { allAlerts, allRecordingRules, ruleFiles } from './rule-files.ts';
import { slos } from './slos.ts';

const root = join(import.meta.dirname, '../..');
const recorded = new Set(allRecordingRules.map(({ record }) => record));
const known = new Set((Object.keys(catalogue) as MetricName[]).flatMap((name) => [...seriesNames(name)]));

test('rules name only metrics of the catalogue, or what other rules record', () => {
  const named = [...allAlerts, ...allRecordingRules].flatMap(({ expr }) => selectorsOf(expr).map(({ metric }) => metric));
  expect([...new Set(named)].filter((metric) => !known.has(metric) && !recorded.has(metric))).toEqual([]);
});

test('every expression is PromQL', () => {
  for (const { expr } of [...allAlerts, ...allRecordingRules]) parsePromql(expr);
});

test('every alert says who is concerned, why, and has a runbook and a board that exist', () => {
  const uids = new Set(boards.map(({ uid }) => uid));
  for (const alert of allAlerts) {
    const { summary, description, runbook_url, dashboard_url } = annotationsOf(alert);
    expect(['page', 'ticket', 'watchdog']).toContain(labelsOf(alert)['severity']);
    expect(['operations', 'development']).toContain(labelsOf(alert)['owner']);
    expect(Math.min(summary?.length ?? 0, description?.length ?? 0)).toBeGreaterThan(10);
    expect({ runbook_url, exists: existsSync(join(root, runbook_url ?? '')) }).toEqual({ runbook_url, exists: true });
    expect({ dashboard_url, exists: uids.has((dashboard_url ?? '').replace('/d/', '')) }).toEqual({ dashboard_url, exists: true });
  }
});

test('its runbook names the alert', () => {
  const unnamed = allAlerts.filter(
    ({ runbook, name }) => !readFileSync(join(root, `docs/runbooks/${runbook}.md`), 'utf8').includes(`\`${name}\``),
  );
  expect([...new Set(unnamed.map(({ name, runbook }) => `${runbook}: ${name}`))]).toEqual([]);
});

test('every alert is tested firing and silent', async () => {
  const tests = (await Promise.all(ruleFiles.filter(({ path }) => path.includes('/tests/')).map(({ make }) => make()))).join('\n');
  for (const name of new Set(allAlerts.map((alert) => alert.name))) {
    expect(tests).toContain(`${name} `);
    const cases = tests.split('\n').filter((line) => line.includes(`name: ${name} `));
    expect({ name, cases: cases.length >= 4 }).toEqual({ name, cases: true });
  }
});

test('no burn threshold asks for more errors than there are events', () => {
  for (const slo of slos) expect((1 - slo.target) * 14.4).toBeLessThan(1);
});
