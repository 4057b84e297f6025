import { type RoleKind, serviceNames } from '../../../shared/database/urls.ts';
import type { Values } from '../values.ts';
import {
  containerSecurity,
  emptyDirs,
  env,
  imageOf,
  labelsOf,
  type Manifest,
  metadataOf,
  podSecurity,
  pullSecrets,
  resourcesOf,
  secretEnv,
} from './manifest.ts';
import { workloadManifests } from './workload.ts';

const cluster = 'postgres';
/** The service of CloudNativePG that always leads to the primary. */
export const postgresHost = `${cluster}-rw`;
const backupPlugin = 'barman-cloud.cloudnative-pg.io';
const objectStore = 'crm-gtd-backup';

const storageOf = ({ storage, storageClass }: Values['postgres']) => ({
  size: storage,
  ...(storageClass === '' ? {} : { storageClass }),
});

const postgres = (values: Values): Manifest => {
  const { instances, image, resources } = values.postgres;
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: metadataOf(values, cluster),
    spec: {
      instances,
      imageName: image,
      // The migration makes roles and may bypass row security for the backup's; nobody else is given this secret.
      enableSuperuserAccess: true,
      primaryUpdateStrategy: 'unsupervised',
      bootstrap: { initdb: { dataChecksums: true, encoding: 'UTF8' } },
      postgresql: {
        parameters: {
          max_connections: '200',
          timezone: 'UTC',
          log_timezone: 'UTC',
          log_min_duration_statement: '1000',
          idle_in_transaction_session_timeout: '60s',
          'pg_stat_statements.max': '5000',
        },
        // What was acknowledged is on two machines: a failover loses nothing.
        ...(instances > 1 ? { synchronous: { method: 'any', number: 1 } } : {}),
      },
      affinity: { enablePodAntiAffinity: true, topologyKey: 'kubernetes.io/hostname', podAntiAffinityType: 'preferred' },
      resources: resourcesOf(resources),
      storage: storageOf(values.postgres),
      plugins: [{ name: backupPlugin, isWALArchiver: true, parameters: { barmanObjectName: objectStore } }],
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
};

const backups = (values: Values): Manifest[] => {
  const { destination, endpoint, credentialsSecret, schedule, retention } = values.postgres.backup;
  const key = (name: string) => ({ name: credentialsSecret, key: name });
  return [
    {
      apiVersion: 'barmancloud.cnpg.io/v1',
      kind: 'ObjectStore',
      metadata: metadataOf(values, cluster, objectStore),
      spec: {
        retentionPolicy: retention,
        configuration: {
          destinationPath: destination,
          ...(endpoint === '' ? {} : { endpointURL: endpoint }),
          s3Credentials: { accessKeyId: key('ACCESS_KEY_ID'), secretAccessKey: key('ACCESS_SECRET_KEY') },
          wal: { compression: 'gzip' },
          data: { compression: 'gzip' },
        },
      },
    },
    {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'ScheduledBackup',
      metadata: metadataOf(values, cluster, 'postgres-daily'),
      spec: {
        schedule,
        immediate: true,
        backupOwnerReference: 'cluster',
        cluster: { name: cluster },
        method: 'plugin',
        pluginConfiguration: { name: backupPlugin },
      },
    },
  ];
};

const kinds: readonly RoleKind[] = ['owner', 'app', 'relay'];
const passwords = [
  ...serviceNames.flatMap((service) => kinds.map((kind) => `DB_${service}_${kind}_PASSWORD`.toUpperCase())),
  'DB_BACKUP_PASSWORD',
  'DB_MONITOR_PASSWORD',
];

/** Named after the version: each release has a Job of its own, and the pods of a release are not ready before it is done. */
const migrate = (values: Values): Manifest => {
  const { volumes, mounts } = emptyDirs({ tmp: '/tmp' });
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadataOf(values, 'migrate', `migrate-${values.version.replaceAll('.', '-')}`),
    spec: {
      backoffLimit: 20,
      activeDeadlineSeconds: 1800,
      template: {
        metadata: { labels: labelsOf('migrate') },
        spec: {
          ...pullSecrets(values),
          restartPolicy: 'OnFailure',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: podSecurity(1000),
          volumes,
          containers: [
            {
              name: 'migrate',
              image: imageOf(values, 'migrate'),
              env: [
                { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name: `${cluster}-superuser`, key: 'password' } } },
                ...env({
                  POSTGRES_ADMIN_URL: `postgresql://postgres:$(POSTGRES_PASSWORD)@${postgresHost}:5432/postgres`,
                  DATABASE_NAME: 'crm_gtd_v1',
                }),
                ...secretEnv(values, ...passwords),
              ],
              resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '768Mi' } },
              securityContext: containerSecurity,
              volumeMounts: mounts,
            },
          ],
        },
      },
    },
  };
};

const exporter = (values: Values): Manifest[] =>
  workloadManifests(values, {
    name: 'postgres-exporter',
    image: 'prometheuscommunity/postgres-exporter:v0.17.1',
    user: 65534,
    env: [
      ...secretEnv(values, ['DATA_SOURCE_PASS', 'DB_MONITOR_PASSWORD']),
      ...env({ DATA_SOURCE_USER: 'monitor', DATA_SOURCE_URI: `${postgresHost}:5432/crm_gtd_v1` }),
    ],
    ports: { operations: 9187 },
    health: { port: 'operations', live: '/', ready: '/' },
    folders: {},
    resources: { cpu: '10m', memory: '32Mi', memoryLimit: '128Mi' },
    replicas: 1,
    drainSeconds: 0,
  });

export const databaseManifests = (values: Values): Manifest[] => [
  postgres(values),
  ...backups(values),
  migrate(values),
  ...exporter(values),
];
