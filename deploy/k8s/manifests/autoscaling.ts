import type { Durable } from '../durables.ts';
import type { Values } from '../values.ts';
import { type Manifest, metadataOf } from './manifest.ts';

const target = (name: string) => ({ apiVersion: 'apps/v1', kind: 'Deployment', name });
/** Growing at once, shrinking slowly: a pause of a minute is no reason to lose warm processes. */
const behavior = {
  scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 2, periodSeconds: 30 }] },
  scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
};

const byCpu = (values: Values, name: 'gateway' | 'web'): Manifest => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: metadataOf(values, name),
  spec: {
    scaleTargetRef: target(name),
    minReplicas: values[name].replicas.min,
    maxReplicas: values[name].replicas.max,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
    behavior,
  },
});

/** Asks the pods of NATS themselves: only the leader of a consumer knows how much waits for it. */
const byLag = (values: Values, name: 'crm' | 'gtd' | 'ai' | 'billing', durables: readonly Durable[]): Manifest => ({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: metadataOf(values, name),
  spec: {
    scaleTargetRef: target(name),
    pollingInterval: 15,
    cooldownPeriod: 300,
    minReplicaCount: values[name].replicas.min,
    maxReplicaCount: values[name].replicas.max,
    // Not knowing the lag is no reason to be fewer.
    fallback: { failureThreshold: 3, replicas: Math.min(values[name].replicas.min + 1, values[name].replicas.max) },
    advanced: { horizontalPodAutoscalerConfig: { behavior } },
    triggers: durables.map(({ stream, durable }) => ({
      type: 'nats-jetstream',
      metadata: {
        natsServerMonitoringEndpoint: `nats.${values.namespace}.svc.cluster.local:8222`,
        account: 'PRODUCT',
        stream,
        consumer: durable,
        lagThreshold: String(values.lagThreshold),
        activationLagThreshold: '1',
        useHttps: 'false',
      },
    })),
  },
});

/** The gateway follows its CPU, which its requests make; voice reads no events. */
export const scaledByLag = ['crm', 'gtd', 'ai', 'billing'] as const;

export const autoscalingManifests = (values: Values, durables: readonly Durable[]): Manifest[] => [
  byCpu(values, 'gateway'),
  byCpu(values, 'web'),
  ...scaledByLag.map((name) =>
    byLag(
      values,
      name,
      durables.filter(({ service }) => service === name),
    ),
  ),
];
