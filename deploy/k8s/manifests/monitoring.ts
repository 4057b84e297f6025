import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { IPrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { parse } from 'yaml';
import { eventServices } from '../../../shared/messaging/streams.ts';
import type { Values } from '../values.ts';
import { type Manifest, metadataOf } from './manifest.ts';

const observability = join(import.meta.dirname, '../../../observability');
const componentLabel = 'app.kubernetes.io/component';

const filesOf = (folder: string): { name: string; text: string }[] =>
  readdirSync(join(observability, folder))
    .toSorted()
    .map((file) => ({ name: basename(file, extname(file)), text: readFileSync(join(observability, folder, file), 'utf8') }));

/** Rules and boards tell things apart by `job` and `service`, as the configuration beside them does. */
const podMonitor = (values: Values, job: string, components: readonly string[]): Manifest => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: metadataOf(values, 'monitoring', job),
  spec: {
    selector: { matchExpressions: [{ key: componentLabel, operator: 'In', values: [...components] }] },
    podMetricsEndpoints: [
      {
        port: 'operations',
        path: '/metrics',
        interval: '15s',
        relabelings: [
          { targetLabel: 'job', replacement: job },
          job === 'services'
            ? { targetLabel: 'service', sourceLabels: ['__meta_kubernetes_pod_label_app_kubernetes_io_component'] }
            : { targetLabel: 'service', replacement: job },
          { targetLabel: 'instance', sourceLabels: ['__meta_kubernetes_pod_name'] },
        ],
      },
    ],
  },
});

const rules = (values: Values): Manifest[] =>
  filesOf('prometheus/rules').map(({ name, text }) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: metadataOf(values, 'monitoring', name),
    spec: parse(text) as NonNullable<IPrometheusRule['spec']>,
  }));

const dashboards = (values: Values): Manifest[] =>
  filesOf('grafana/dashboards').map(({ name, text }) => {
    const metadata = metadataOf(values, 'monitoring', `dashboard-${name}`);
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      // The label Grafana's sidecar looks for.
      metadata: { ...metadata, labels: { ...metadata.labels, grafana_dashboard: '1' } },
      data: { [`${name}.json`]: text },
    };
  });

export const monitoringManifests = (values: Values): Manifest[] => [
  podMonitor(values, 'services', eventServices),
  podMonitor(values, 'postgres', ['postgres-exporter']),
  podMonitor(values, 'redis', ['redis']),
  podMonitor(values, 'nginx', ['edge']),
  ...rules(values),
  ...dashboards(values),
];
