import type { ICluster, IScheduledBackup } from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1';
import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import type { IPodMonitor, IPrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import type { IDeployment, IStatefulSet } from 'kubernetes-models/apps/v1';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import type { IJob } from 'kubernetes-models/batch/v1';
import type { IIngress, INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type {
  IConfigMap,
  INamespace,
  IPodSecurityContext,
  ISecurityContext,
  IService,
  ITopologySpreadConstraint,
} from 'kubernetes-models/v1';
import type { Resources, Values } from '../values.ts';

/** The store of CloudNativePG's backup plugin, for which nobody publishes types. */
type IObjectStore = Readonly<{ apiVersion: 'barmancloud.cnpg.io/v1'; kind: 'ObjectStore'; spec: Readonly<Record<string, unknown>> }>;

type Kind =
  | ICluster
  | IConfigMap
  | IDeployment
  | IHorizontalPodAutoscaler
  | IIngress
  | IJob
  | INamespace
  | INetworkPolicy
  | IObjectStore
  | IPodDisruptionBudget
  | IPodMonitor
  | IPrometheusRule
  | IScaledObject
  | IScheduledBackup
  | IService
  | IStatefulSet;

/** Written as literals of these types, so that a field nobody knows does not compile: the published schemas let it pass. */
export type Manifest = Kind & Readonly<{ metadata: Readonly<{ name: string; namespace?: string; labels?: Record<string, string> }> }>;

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
export const podSecurity = (user: number): IPodSecurityContext => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  fsGroupChangePolicy: 'OnRootMismatch',
  seccompProfile: { type: 'RuntimeDefault' },
});
export const containerSecurity: ISecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

export const resourcesOf = ({ cpu, memory, memoryLimit }: Resources) => ({ requests: { cpu, memory }, limits: { memory: memoryLimit } });

/** One node or one zone may fail: the replicas are elsewhere. */
export const spreadOf = (component: string): ITopologySpreadConstraint[] =>
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
