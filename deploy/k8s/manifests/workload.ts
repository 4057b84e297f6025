import type { IContainer } from 'kubernetes-models/v1';
import type { Resources, Values } from '../values.ts';
import {
  budgetOf,
  containerSecurity,
  type EnvVar,
  emptyDirs,
  imageOf,
  labelsOf,
  type Manifest,
  metadataOf,
  podSecurity,
  pullSecrets,
  resourcesOf,
  spreadOf,
} from './manifest.ts';

export type Workload = Readonly<{
  name: string;
  image?: string;
  user: number;
  env: readonly EnvVar[];
  ports: Readonly<Record<string, number>>;
  health: Readonly<{ port: string; live: string; ready: string }>;
  folders: Readonly<Record<string, string>>;
  resources: Resources;
  /** Left out where something else counts the replicas. */
  replicas?: number;
  drainSeconds: number;
  /** An address of its own, for whoever comes from outside and knows no pods. */
  addressed?: boolean;
  sidecars?: readonly IContainer[];
}>;

const probe = ({ port, live, ready }: Workload['health']) => {
  const get = (path: string) => ({ httpGet: { path, port }, timeoutSeconds: 3 });
  return {
    // Three minutes for a first start; only then does the liveness probe begin.
    startupProbe: { ...get(live), periodSeconds: 3, failureThreshold: 60 },
    livenessProbe: { ...get(live), periodSeconds: 15, failureThreshold: 4 },
    readinessProbe: { ...get(ready), periodSeconds: 5, failureThreshold: 3 },
  };
};

const container = (values: Values, workload: Workload, mounts: IContainer['volumeMounts']): IContainer => ({
  name: workload.name,
  image: workload.image ?? imageOf(values, workload.name),
  env: [...workload.env],
  ports: Object.entries(workload.ports).map(([name, containerPort]) => ({ name, containerPort })),
  ...probe(workload.health),
  // Others stop sending before it stops answering.
  lifecycle: { preStop: { sleep: { seconds: 5 } } },
  resources: resourcesOf(workload.resources),
  securityContext: containerSecurity,
  ...(mounts === undefined ? {} : { volumeMounts: mounts }),
});

const deployment = (values: Values, workload: Workload): Manifest => {
  const { name, user, drainSeconds, folders, replicas, sidecars = [] } = workload;
  const { volumes, mounts } = emptyDirs(folders);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(values, name),
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      revisionHistoryLimit: 5,
      selector: { matchLabels: labelsOf(name) },
      // An update starts the new one first. A new version is not ready before its migrations are applied, so the old one serves until then.
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels: { ...labelsOf(name), 'app.kubernetes.io/version': values.version } },
        spec: {
          ...pullSecrets(values),
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: podSecurity(user),
          terminationGracePeriodSeconds: drainSeconds + 10,
          topologySpreadConstraints: spreadOf(name),
          containers: [container(values, workload, mounts), ...sidecars],
          volumes,
        },
      },
    },
  };
};

/** Mostly without an address of its own: nginx and NATS see each pod, and nginx balances by open requests. */
const service = (values: Values, { name, ports, addressed = false }: Workload): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadataOf(values, name),
  spec: {
    ...(addressed ? {} : { clusterIP: 'None' }),
    selector: labelsOf(name),
    ports: Object.entries(ports).map(([port, number]) => ({ name: port, port: number, targetPort: port })),
  },
});

export const workloadManifests = (values: Values, workload: Workload): Manifest[] => [
  deployment(values, workload),
  service(values, workload),
  budgetOf(values, workload.name),
];
