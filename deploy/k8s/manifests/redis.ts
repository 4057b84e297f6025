import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IContainer } from 'kubernetes-models/v1';
import type { Values } from '../values.ts';
import { containerSecurity, emptyDirs, env, labelsOf, type Manifest, metadataOf, podSecurity, resourcesOf, secretEnv } from './manifest.ts';

const files = join(import.meta.dirname, '../../compose/redis');
const fileOf = (name: string): string => readFileSync(join(files, name), 'utf8');
const ping = {
  exec: { command: ['sh', '-c', 'REDISCLI_AUTH="$REDIS_MONITOR_PASSWORD" redis-cli --user monitor ping | grep -q PONG'] },
  timeoutSeconds: 3,
};

const exporter = (values: Values): IContainer => ({
  name: 'exporter',
  image: 'oliver006/redis_exporter:v1.70.0-alpine',
  env: [
    ...secretEnv(values, ['REDIS_PASSWORD', 'REDIS_MONITOR_PASSWORD']),
    ...env({ REDIS_USER: 'monitor', REDIS_ADDR: 'redis://127.0.0.1:6379' }),
  ],
  ports: [{ name: 'operations', containerPort: 9121 }],
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
  securityContext: containerSecurity,
});

/** Holds limits and caches, never the only copy of anything: one pod without a disk, and every service works while it is away. */
const deployment = (values: Values): Manifest => {
  const { volumes, mounts } = emptyDirs({ tmp: '/tmp', run: '/run/redis', data: '/data' });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf(values, 'redis'),
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labelsOf('redis') },
      template: {
        metadata: { labels: labelsOf('redis') },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: podSecurity(999),
          containers: [
            {
              name: 'redis',
              image: 'redis:8.0.2',
              command: ['/bin/sh', '/etc/crm-gtd/start.sh'],
              env: secretEnv(values, 'REDIS_PASSWORD', 'REDIS_MONITOR_PASSWORD'),
              ports: [{ name: 'redis', containerPort: 6379 }],
              startupProbe: { ...ping, periodSeconds: 2, failureThreshold: 30 },
              livenessProbe: { ...ping, periodSeconds: 30 },
              readinessProbe: { ...ping, periodSeconds: 10 },
              resources: resourcesOf(values.redis.resources),
              securityContext: containerSecurity,
              volumeMounts: [...mounts, { name: 'config', mountPath: '/etc/crm-gtd', readOnly: true }],
            },
            exporter(values),
          ],
          volumes: [...volumes, { name: 'config', configMap: { name: 'redis' } }],
        },
      },
    },
  };
};

export const redisManifests = (values: Values): Manifest[] => [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadataOf(values, 'redis'),
    data: { 'redis.conf': fileOf('redis.conf'), 'start.sh': fileOf('start.sh') },
  },
  deployment(values),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(values, 'redis'),
    spec: { selector: labelsOf('redis'), ports: [{ name: 'redis', port: 6379, targetPort: 'redis' }] },
  },
];
