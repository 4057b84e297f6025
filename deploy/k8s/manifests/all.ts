import type { Durable } from '../durables.ts';
import type { Values } from '../values.ts';
import { autoscalingManifests } from './autoscaling.ts';
import { brokerManifests } from './broker.ts';
import { databaseManifests } from './database.ts';
import { edgeManifests } from './edge.ts';
import type { Manifest } from './manifest.ts';
import { monitoringManifests } from './monitoring.ts';
import { networkManifests } from './network.ts';
import { redisManifests } from './redis.ts';
import { serviceManifests } from './services.ts';

/** Every pod in here satisfies the strictest profile, so the namespace asks for it. */
const namespaceOf = ({ namespace }: Values): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: namespace,
    labels: { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/warn': 'restricted' },
  },
});

export const allManifests = (values: Values, durables: readonly Durable[]): Manifest[] => [
  namespaceOf(values),
  ...networkManifests(values),
  ...databaseManifests(values),
  ...brokerManifests(values),
  ...redisManifests(values),
  ...serviceManifests(values),
  ...edgeManifests(values),
  ...autoscalingManifests(values, durables),
  ...monitoringManifests(values),
];
