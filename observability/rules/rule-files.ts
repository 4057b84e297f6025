import { stringify } from 'yaml';
import type { GeneratedFile } from '../../tools/generate/document.ts';
import type { Alert, RecordingRule, RuleFile } from './alert.ts';
import { annotationsOf, labelsOf, testFilesOf } from './alert-tests.ts';
import { burnTestFile } from './burn-rate-tests.ts';
import { type BurnAlert, groupsOf } from './burn-rates.ts';
import { edgeRules } from './edge.ts';
import { operationsRules } from './operations.ts';
import { pipelineRules } from './pipeline.ts';
import { runtimeRules } from './runtime.ts';
import { slos } from './slos.ts';
import { storeRules } from './stores.ts';

export const alertFiles: readonly RuleFile[] = [edgeRules, pipelineRules, storeRules, runtimeRules, operationsRules];

export type AnyAlert = Alert | BurnAlert;
type AnyGroup = Readonly<{ name: string; interval?: string; recording?: readonly RecordingRule[]; alerts?: readonly AnyAlert[] }>;

const alertRule = (alert: AnyAlert): object => ({
  alert: alert.name,
  expr: alert.expr,
  ...(alert.for === undefined ? {} : { for: alert.for }),
  labels: labelsOf(alert),
  annotations: annotationsOf(alert),
});

const ruleGroup = ({ name, interval, recording = [], alerts = [] }: AnyGroup): object => ({
  name,
  ...(interval === undefined ? {} : { interval }),
  rules: [...recording, ...alerts.map(alertRule)],
});

const document = (content: object, source: string): string =>
  `# Generated from \`${source}\` by \`npm run generate:docs\`. Do not edit.\n${stringify(content, { lineWidth: 0, aliasDuplicateObjects: false })}`;

const folder = 'observability/prometheus';
const generated = (path: string, content: object, source: string): GeneratedFile => ({
  path: `${folder}/${path}.yaml`,
  make: async () => document(content, source),
});

const burnFiles: GeneratedFile[] = slos.flatMap((slo) => {
  const name = `slo-${slo.slo}`;
  return [
    generated(`rules/${name}`, { groups: groupsOf(slo).map(ruleGroup) }, 'observability/rules/slos.ts'),
    generated(`tests/${name}`, burnTestFile(slo, name), 'observability/rules/burn-rate-tests.ts'),
  ];
});

const files: GeneratedFile[] = alertFiles.flatMap((file) => [
  generated(`rules/${file.name}`, { groups: file.groups.map(ruleGroup) }, `observability/rules/${file.name}.ts`),
  ...testFilesOf(file).map(({ name, content }) => generated(`tests/${name}`, content, `observability/rules/${file.name}.ts`)),
]);

export const ruleFiles: readonly GeneratedFile[] = [...files, ...burnFiles];

export const allAlerts: readonly AnyAlert[] = [
  ...alertFiles.flatMap(({ groups }) => groups.flatMap(({ alerts = [] }) => alerts)),
  ...slos.flatMap((slo) => groupsOf(slo).flatMap(({ alerts = [] }) => alerts)),
];

export const allRecordingRules: readonly RecordingRule[] = slos.flatMap((slo) => groupsOf(slo).flatMap(({ recording = [] }) => recording));
