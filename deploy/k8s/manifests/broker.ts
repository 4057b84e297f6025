import type { IContainer } from 'kubernetes-models/v1';
import { eventServices } from '../../../shared/messaging/streams.ts';
import { inContainer, natsConfiguration } from '../../compose/nats/configuration.ts';
import type { Values } from '../values.ts';
import {
  budgetOf,
  containerSecurity,
  emptyDirs,
  env,
  labelsOf,
  type Manifest,
  metadataOf,
  podSecurity,
  resourcesOf,
  secretEnv,
  spreadOf,
} from './manifest.ts';

const users = [...eventServices, 'ops', 'sys'].map((user) => user.toUpperCase());
const routes = [0, 1, 2].map((at) => `    nats-route://nats-${at}.nats:6222`).join('\n');

/** The accounts and grants of one server, and the three that form a cluster. Routes are guarded by the network policy. */
export const clusterConfiguration =
  (): string => `${natsConfiguration(inContainer).replace('server_name: crm-gtd', 'server_name: $POD_NAME')}
pid_file: "/tmp/nats.pid"
lame_duck_grace_period: "10s"
lame_duck_duration: "30s"
cluster {
  name: crm-gtd
  listen: "0.0.0.0:6222"
  routes: [
${routes}
  ]
}
`;

/** Quoted for the configuration's own grammar: a password of digits is a text there as well. */
const passwordEnv = (values: Values) => [
  ...secretEnv(values, ...users.map((user) => [`SECRET_${user}`, `NATS_${user}_PASSWORD`] as const)),
  ...env(Object.fromEntries(users.map((user) => [`NATS_${user}_PASSWORD`, `"$(SECRET_${user})"`]))),
];

const server = (values: Values): IContainer => ({
  name: 'nats',
  image: 'nats:2.10.27-alpine',
  args: ['--config', '/etc/nats/nats.conf'],
  env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, ...passwordEnv(values)],
  ports: Object.entries({ client: 4222, cluster: 6222, monitor: 8222 }).map(([name, containerPort]) => ({ name, containerPort })),
  startupProbe: { httpGet: { path: '/healthz?js-server-only=true', port: 'monitor' }, periodSeconds: 5, failureThreshold: 90 },
  readinessProbe: { httpGet: { path: '/healthz?js-server-only=true', port: 'monitor' }, periodSeconds: 5 },
  livenessProbe: { httpGet: { path: '/healthz?js-enabled-only=true', port: 'monitor' }, periodSeconds: 30, timeoutSeconds: 5 },
  // Clients move to the other two before it leaves.
  lifecycle: { preStop: { exec: { command: ['nats-server', '--signal', 'ldm=/tmp/nats.pid'] } } },
  resources: resourcesOf(values.nats.resources),
  securityContext: containerSecurity,
});

const statefulSet = (values: Values): Manifest => {
  const { storage, storageClass } = values.nats;
  const { volumes, mounts } = emptyDirs({ tmp: '/tmp' });
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadataOf(values, 'nats'),
    spec: {
      replicas: 3,
      serviceName: 'nats',
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: labelsOf('nats') },
      template: {
        metadata: { labels: labelsOf('nats') },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: podSecurity(1000),
          terminationGracePeriodSeconds: 60,
          // Two brokers on one machine would lose their majority together.
          topologySpreadConstraints: spreadOf('nats').map((one, at) => (at === 0 ? { ...one, whenUnsatisfiable: 'DoNotSchedule' } : one)),
          containers: [
            {
              ...server(values),
              volumeMounts: [...mounts, { name: 'data', mountPath: '/data' }, { name: 'config', mountPath: '/etc/nats', readOnly: true }],
            },
          ],
          volumes: [...volumes, { name: 'config', configMap: { name: 'nats' } }],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage } },
            ...(storageClass === '' ? {} : { storageClassName: storageClass }),
          },
        },
      ],
    },
  };
};

const service = (values: Values): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadataOf(values, 'nats'),
  spec: {
    clusterIP: 'None',
    // They must find each other before the cluster they form is ready.
    publishNotReadyAddresses: true,
    selector: labelsOf('nats'),
    ports: Object.entries({ client: 4222, cluster: 6222, monitor: 8222 }).map(([name, port]) => ({ name, port, targetPort: name })),
  },
});

export const brokerManifests = (values: Values): Manifest[] => [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadataOf(values, 'nats'), data: { 'nats.conf': clusterConfiguration() } },
  statefulSet(values),
  service(values),
  budgetOf(values, 'nats'),
];
