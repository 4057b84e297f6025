import type { Resources, Values } from '../values.ts';

export type Manifest = Readonly<{
  apiVersion: string;
  kind: string;
  metadata: Readonly<{
    name: string;
    namespace?: string;
    labels?: Readonly<Record<string, string>>;
    annotations?: Readonly<Record<string, string>>;
  }>;
  [field: string]: unknown;
}>;

export type EnvVar = Readonly<
  { name: string; value: string } | { name: string; valueFrom: { secretKeyRef: { name: string; key: string } } }
>;

export const labelsOf = (component: string): Record<string, string> => ({
  'app.kubernetes.io/name': 'crm-gtd',
  'app.kubernetes.io/component': component,
});

export const metadataOf = (values: Values, component: string, name = component) => ({
  name,
  namespace: values.namespace,
  labels: { ...labelsOf(component), 'app.kubernetes.io/version': values.version },
});

export const imageOf = ({ imagePrefix, version }: Values, name: string): string => `${imagePrefix}crm-gtd/${name}:${version}`;

export const env = (pairs: Readonly<Record<string, string>>): EnvVar[] => Object.entries(pairs).map(([name, value]) => ({ name, value }));

/** Secrets are referred to, never written down. */
export const secretEnv = ({ secretName }: Values, ...names: (string | readonly [name: string, key: string])[]): EnvVar[] =>
  names.map((one) => {
    const [name, key] = typeof one === 'string' ? [one, one] : one;
    return { name, valueFrom: { secretKeyRef: { name: secretName, key } } };
  });

/** What the strictest profile of pods asks for, said to each. */
export const podSecurity = (user: number) => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
});
export const containerSecurity = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

export const resourcesOf = ({ cpu, memory, memoryLimit }: Resources) => ({ requests: { cpu, memory }, limits: { memory: memoryLimit } });

/** One node or one zone may fail: the replicas are elsewhere. */
export const spreadOf = (component: string) =>
  ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: labelsOf(component) },
  }));

export const pullSecrets = ({ imagePullSecret }: Values) =>
  imagePullSecret === '' ? {} : { imagePullSecrets: [{ name: imagePullSecret }] };

export const emptyDirs = (folders: Readonly<Record<string, string>>) => ({
  volumes: Object.keys(folders).map((name) => ({ name, emptyDir: { sizeLimit: '256Mi' } })),
  mounts: Object.entries(folders).map(([name, mountPath]) => ({ name, mountPath })),
});

export const budgetOf = (values: Values, component: string, maxUnavailable = 1): Manifest => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: metadataOf(values, component),
  spec: { maxUnavailable, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: labelsOf(component) } },
});
