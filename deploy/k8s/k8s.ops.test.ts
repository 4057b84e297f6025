import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { aiService } from '../../services/ai/src/service.ts';
import { billingService } from '../../services/billing/src/service.ts';
import { crmService } from '../../services/crm/src/service.ts';
import { gatewayService } from '../../services/gateway/src/service.ts';
import { gtdService } from '../../services/gtd/src/service.ts';
import { voiceService } from '../../services/voice/src/service.ts';
import { eventServices } from '../../shared/messaging/streams.ts';
import { runChild } from '../../tools/run/child.ts';
import { makeSecrets } from '../../tools/run/secrets.ts';
import { readMigrateSettings } from '../compose/migrate/config.ts';
import { allDurables } from './durables.ts';
import { allManifests } from './manifests/all.ts';
import { scaledByLag } from './manifests/autoscaling.ts';
import { clusterConfiguration } from './manifests/broker.ts';
import type { EnvVar, Manifest } from './manifests/manifest.ts';
import { fileOf, writeManifests } from './render.ts';
import { schemaFault } from './schemas.ts';
import { readValues, valuesJsonSchema } from './values.ts';

type Labels = Readonly<Record<string, string>>;
type Container = Readonly<{
  name: string;
  image: string;
  env?: readonly EnvVar[];
  ports?: readonly { name: string; containerPort: number }[];
  securityContext: unknown;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  startupProbe?: object;
  livenessProbe?: object;
  readinessProbe?: object;
}>;
type PodSpec = Readonly<{
  containers: readonly Container[];
  securityContext: object;
  automountServiceAccountToken: boolean;
  topologySpreadConstraints?: readonly { topologyKey: string }[];
  terminationGracePeriodSeconds?: number;
}>;
type Spec<T> = Readonly<{ spec: T }>;

const values = readValues(readFileSync(join(import.meta.dirname, 'values.yaml'), 'utf8'));
const durables = allDurables();
const manifests = allManifests(values, durables);
const ofKind = <T>(kind: string): (Manifest & Spec<T>)[] =>
  manifests.filter((one) => one.kind === kind) as unknown as (Manifest & Spec<T>)[];
const named = <T>(kind: string, name: string): Manifest & Spec<T> => {
  const found = ofKind<T>(kind).find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`No ${kind} ${name}`);
  return found;
};

type Workload = Readonly<{ replicas?: number; template: { metadata: { labels: Labels }; spec: PodSpec } }>;
const workloads = [...ofKind<Workload>('Deployment'), ...ofKind<Workload>('StatefulSet')];
const pods = [...workloads, ...ofKind<Workload>('Job')].map(({ kind, metadata, spec: { template } }) => ({
  what: `${kind} ${metadata.name}`,
  kind,
  labels: template.metadata.labels,
  pod: template.spec,
}));
const componentOf = (labels: Labels): string => labels['app.kubernetes.io/component'] ?? '';
const podsWith = (selector: Labels) =>
  pods.filter(({ labels }) => Object.entries(selector).every(([name, value]) => labels[name] === value));

describe('manifests', () => {
  test.each(manifests.map((one) => [`${one.kind} ${one.metadata.name}`, one] as const))(
    '%s satisfies its published schema',
    (_name, manifest) => {
      expect(schemaFault(manifest)).toBe(manifest.kind === 'ObjectStore' ? 'no schema' : undefined);
    },
  );

  test('a schema would notice', () => {
    const deployment = named<Workload>('Deployment', 'crm');
    expect(schemaFault({ ...deployment, spec: { ...deployment.spec, replicas: 'two' } } as unknown as Manifest)).toMatch(/replicas/);
    const scaled = named<{ triggers: unknown }>('ScaledObject', 'crm');
    expect(schemaFault({ ...scaled, spec: { ...scaled.spec, triggers: 'lag' } } as unknown as Manifest)).toMatch(/triggers/);
    const cluster = named<object>('Cluster', 'postgres');
    expect(schemaFault({ ...cluster, spec: { ...cluster.spec, instances: 0 } } as unknown as Manifest)).toMatch(/instances/);
  });

  test('every one has its own name and namespace, and Kustomize is given each', () => {
    const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-k8s-'));
    try {
      writeManifests(manifests, folder);
      const { resources } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as { resources: string[] };
      expect(new Set(resources).size).toBe(manifests.length);
      expect(readdirSync(folder).toSorted()).toEqual([...resources, 'kustomization.yaml'].toSorted());
      for (const manifest of manifests)
        expect(parse(readFileSync(join(folder, fileOf(manifest)), 'utf8'))).toEqual(JSON.parse(JSON.stringify(manifest)));
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(manifests.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== values.namespace)).toEqual([]);
  });
});

describe('values', () => {
  test('the schema beside them is current', () => {
    expect(JSON.parse(readFileSync(join(import.meta.dirname, 'values.schema.json'), 'utf8'))).toEqual(JSON.parse(valuesJsonSchema()));
  });

  test('all that is wrong is told at once', () => {
    const wrong = 'version: latest\npublicUrl: http://x\nunknown: 1\ncrm: { replicas: { min: 5, max: 2 } }\n';
    expect(() => readValues(wrong)).toThrow(/version[\s\S]*publicUrl|publicUrl[\s\S]*version/);
    expect(() => readValues(wrong)).toThrow(/unknown/);
    expect(() => readValues('version: 1.0.0\npublicUrl: https://a.b\ncrm: { replicas: { min: 5, max: 2 } }\n')).toThrow(/min is above max/);
  });

  test('reach the manifests', () => {
    const text = 'version: 2.3.4\npublicUrl: https://crm.firma.pl\nnamespace: firma\nimagePrefix: registry.firma.pl/\nlagThreshold: 50\n';
    const rendered = JSON.stringify(allManifests(readValues(text), durables));
    for (const word of [
      'registry.firma.pl/crm-gtd/crm:2.3.4',
      'migrate-2-3-4',
      '"host":"crm.firma.pl"',
      '"lagThreshold":"50"',
      'nats.firma.svc',
    ])
      expect(rendered).toContain(word);
  });
});

describe('pods', () => {
  test.each(pods.map((one) => [one.what, one] as const))('%s may do nothing special', (_what, { pod }) => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(pod.automountServiceAccountToken).toBe(false);
    for (const { securityContext, image, resources } of pod.containers) {
      expect(securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
      expect(image).toMatch(/:v?\d+\.\d+/);
      expect(resources).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
    }
  });

  test.each(pods.filter(({ kind }) => kind !== 'Job').map((one) => [one.what, one] as const))('%s is asked how it is', (_what, { pod }) => {
    expect(pod.containers[0]).toMatchObject({
      startupProbe: expect.anything(),
      livenessProbe: expect.anything(),
      readinessProbe: expect.anything(),
    });
  });

  test('six services and the web keep serving while a node or a version changes', () => {
    for (const name of [...eventServices, 'web', 'edge']) {
      const { spec } = named<Workload & { strategy: unknown }>('Deployment', name);
      expect(spec.strategy).toMatchObject({ rollingUpdate: { maxUnavailable: 0 } });
      expect(spec.template.spec.topologySpreadConstraints?.map(({ topologyKey }) => topologyKey)).toEqual([
        'kubernetes.io/hostname',
        'topology.kubernetes.io/zone',
      ]);
      expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(40);
      expect(named<object>('PodDisruptionBudget', name).spec).toMatchObject({
        maxUnavailable: 1,
        selector: { matchLabels: { 'app.kubernetes.io/component': name } },
      });
    }
  });
});

describe('secrets', () => {
  const variables = pods.flatMap(({ what, pod }) => pod.containers.flatMap(({ env = [] }) => env.map((one) => ({ what, ...one }))));

  test('are referred to, never written down', () => {
    expect(ofKind('Secret')).toEqual([]);
    const written = variables.filter(
      (one) => /PASSWORD|SECRET|PRIVATE|TOKEN|_PASS$/.test(one.name) && 'value' in one && !/^"?\$\(\w+\)"?$/.test(one.value),
    );
    expect(written).toEqual([]);
    for (const one of variables) if ('value' in one) expect(one.value).not.toMatch(/:\/\/[^/@]+:(?!\$\()[^/@]+@/);
  });

  test('have the names that `ops init` writes', () => {
    const documented = readFileSync(join(import.meta.dirname, '../compose/.env.example'), 'utf8');
    const keys = new Set(
      variables.flatMap((one) =>
        'valueFrom' in one && 'secretKeyRef' in one.valueFrom && one.valueFrom.secretKeyRef.name === values.secretName
          ? [one.valueFrom.secretKeyRef.key]
          : [],
      ),
    );
    for (const key of keys) expect(documented).toMatch(new RegExp(`^${key}=`, 'm'));
  });
});

/** As Kubernetes would: references are filled in, then `$(NAME)` from what stands above. */
const environmentOf = (container: Container | undefined): Record<string, string> => {
  const { actorKeys } = makeSecrets();
  const resolved: Record<string, string> = {};
  for (const one of container?.env ?? []) {
    const secret =
      one.name === 'ACTOR_PRIVATE_KEY' ? actorKeys['crm']?.privateKey : one.name === 'ACTOR_PUBLIC_KEYS' ? '{}' : 'x'.repeat(64);
    const value = 'value' in one ? one.value : secret;
    resolved[one.name] = String(value).replaceAll(/\$\((\w+)\)/g, (whole, name: string) => resolved[name] ?? whole);
  }
  return resolved;
};
const first = (kind: string, name: string): Container | undefined => named<Workload>(kind, name).spec.template.spec.containers[0];

describe('what the containers are told', () => {
  test.each([gatewayService, crmService, gtdService, aiService, voiceService, billingService].map((one) => [one.name, one] as const))(
    '%s accepts its environment',
    (name, { config }) => {
      const told = environmentOf(first('Deployment', name));
      expect(JSON.stringify(told)).not.toContain('$(');
      const read = config.parse(told) as Record<string, unknown>;
      expect(read).toMatchObject({ NODE_ENV: 'production', NATS_REPLICAS: 3, OPERATIONS_PORT: 9100 });
      expect(first('Deployment', name)?.ports).toContainEqual({ name: 'operations', containerPort: 9100 });
    },
  );

  test('migrate accepts its environment', () => {
    const [job] = ofKind<Workload>('Job');
    const settings = readMigrateSettings(environmentOf(job?.spec.template.spec.containers[0]));
    expect(settings).toMatchObject({ database: 'crm_gtd_v1', adminUrl: expect.stringContaining('@postgres-rw:5432/postgres') });
  });

  test('the edge knows every setting it is given', () => {
    const known =
      readFileSync(join(import.meta.dirname, '../nginx/bin/configure'), 'utf8') +
      readFileSync(join(import.meta.dirname, '../nginx/bin/upstreams'), 'utf8');
    for (const name of Object.keys(environmentOf(first('Deployment', 'edge')))) expect(known).toMatch(new RegExp(`\\{${name}:?=`));
  });

  test('a real nats-server takes the configuration of the three', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-nats-conf-'));
    try {
      const path = join(folder, 'nats.conf');
      writeFileSync(path, clusterConfiguration());
      const env = { ...environmentOf(first('StatefulSet', 'nats')), POD_NAME: 'nats-0' };
      expect(await runChild(['nats-server', '-t', '-c', path], { env })).toMatchObject({ code: 0 });
      expect(named<Workload>('StatefulSet', 'nats').spec.replicas).toBe(3);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('scaling', () => {
  test('every durable of a scaled service is watched, by the name its code declares', () => {
    for (const name of scaledByLag) {
      const { spec } = named<{ triggers: { type: string; metadata: Record<string, string> }[]; scaleTargetRef: object; fallback: object }>(
        'ScaledObject',
        name,
      );
      expect(spec.triggers.map(({ metadata }) => `${metadata['stream']}/${metadata['consumer']}`)).toEqual(
        durables.filter(({ service }) => service === name).map(({ stream, durable }) => `${stream}/${durable}`),
      );
      expect(spec.triggers.length).toBeGreaterThan(0);
      for (const { type, metadata } of spec.triggers) {
        expect(type).toBe('nats-jetstream');
        expect(metadata).toMatchObject({
          lagThreshold: '100',
          activationLagThreshold: '1',
          account: 'PRODUCT',
          natsServerMonitoringEndpoint: 'nats.crm-gtd.svc.cluster.local:8222',
        });
      }
      expect(spec.fallback).toMatchObject({ failureThreshold: 3 });
    }
    const others = durables.filter(({ service }) => !(scaledByLag as readonly string[]).includes(service)).map(({ service }) => service);
    expect([...new Set(others)]).toEqual(['gateway']);
  });

  test('what something scales says no number of its own, and nothing is scaled twice', () => {
    const targets = [
      ...ofKind<{ scaleTargetRef: { name: string } }>('HorizontalPodAutoscaler'),
      ...ofKind<{ scaleTargetRef: { name: string } }>('ScaledObject'),
    ].map(({ spec }) => spec.scaleTargetRef.name);
    expect(targets.toSorted()).toEqual(['ai', 'billing', 'crm', 'gateway', 'gtd', 'web']);
    for (const { metadata, spec } of ofKind<Workload>('Deployment'))
      expect([metadata.name, spec.replicas === undefined]).toEqual([metadata.name, targets.includes(metadata.name)]);
  });
});

describe('the network', () => {
  type Rule = {
    ports: { port: number }[];
    from?: { podSelector?: { matchLabels: Labels } }[];
    to?: { podSelector?: { matchLabels: Labels } }[];
  };
  type Policy = Readonly<{ podSelector: { matchLabels?: Labels }; policyTypes: string[]; ingress?: Rule[]; egress?: Rule[] }>;
  const policies = ofKind<Policy>('NetworkPolicy');

  test('nothing is open that no policy opens, and every pod has one of its own', () => {
    expect(named<Policy>('NetworkPolicy', 'default-deny').spec).toMatchObject({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(named<Policy>('NetworkPolicy', 'default-deny').spec).not.toHaveProperty('ingress');
    for (const { labels } of pods)
      expect(
        policies.filter(({ spec }) => spec.podSelector.matchLabels?.['app.kubernetes.io/component'] === componentOf(labels)),
      ).toHaveLength(1);
  });

  test('each opened port is one that its pods listen on, from both sides', () => {
    const opened = policies.flatMap(({ spec }) =>
      (spec.ingress ?? []).flatMap(({ ports }) => ports.map(({ port }) => ({ of: spec.podSelector.matchLabels ?? {}, port }))),
    );
    const asked = policies.flatMap(({ spec }) =>
      (spec.egress ?? []).flatMap(({ to = [], ports }) =>
        to.flatMap(({ podSelector }) => ports.map(({ port }) => ({ of: podSelector?.matchLabels ?? {}, port }))),
      ),
    );
    for (const { of, port } of [...opened, ...asked].filter(({ of: labels }) => 'app.kubernetes.io/component' in labels)) {
      const listening = podsWith(of).flatMap(({ pod }) =>
        pod.containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort)),
      );
      expect([componentOf(of), listening]).toEqual([componentOf(of), expect.arrayContaining([port])]);
    }
  });

  test('only the edge is reached from outside, only services reach the stores', () => {
    const into = (name: string) => JSON.stringify(named<Policy>('NetworkPolicy', name).spec.ingress);
    expect(policies.filter(({ metadata }) => into(metadata.name)?.includes('ingress-nginx')).map(({ metadata }) => metadata.name)).toEqual([
      'edge',
    ]);
    for (const store of ['nats', 'redis', 'postgres']) expect(into(store)).not.toMatch(/"app.kubernetes.io\/component":"(?:edge|web)"/);
    expect(into('nats')).toContain('keda');
  });

  test('a service leads to pods that have its ports', () => {
    for (const { metadata, spec } of ofKind<{ selector: Labels; ports: { targetPort: string }[] }>('Service')) {
      const [found] = podsWith(spec.selector);
      const names = found?.pod.containers.flatMap(({ ports = [] }) => ports.map(({ name }) => name)) ?? [];
      expect([metadata.name, names]).toEqual([metadata.name, expect.arrayContaining(spec.ports.map(({ targetPort }) => targetPort))]);
    }
  });
});

describe('the database', () => {
  test('is three machines, acknowledges on two, and is backed up every day', () => {
    expect(named<object>('Cluster', 'postgres').spec).toMatchObject({
      instances: 3,
      postgresql: { synchronous: { method: 'any', number: 1 } },
      plugins: [{ isWALArchiver: true, parameters: { barmanObjectName: 'crm-gtd-backup' } }],
    });
    expect(named<object>('ScheduledBackup', 'postgres-daily').spec).toMatchObject({ cluster: { name: 'postgres' }, method: 'plugin' });
    expect(named<object>('ObjectStore', 'crm-gtd-backup').spec).toMatchObject({
      configuration: { destinationPath: expect.stringMatching(/^s3:/) },
      retentionPolicy: '30d',
    });
  });
});

describe('observation', () => {
  const folder = join(import.meta.dirname, '../../observability');

  test('rules and boards are the files of observability, each and whole', () => {
    const ruleFiles = readdirSync(join(folder, 'prometheus/rules'));
    expect(ofKind('PrometheusRule').map(({ metadata }) => `${metadata.name}.yaml`)).toEqual(ruleFiles.toSorted());
    for (const { metadata, spec } of ofKind('PrometheusRule'))
      expect(spec).toEqual(parse(readFileSync(join(folder, 'prometheus/rules', `${metadata.name}.yaml`), 'utf8')));
    const boards = ofKind('ConfigMap').filter(({ metadata }) => metadata.labels?.['grafana_dashboard'] === '1') as unknown as (Manifest & {
      data: Record<string, string>;
    })[];
    expect(boards.map(({ data }) => Object.keys(data)[0])).toEqual(readdirSync(join(folder, 'grafana/dashboards')).toSorted());
    for (const { data } of boards)
      for (const [file, text] of Object.entries(data)) expect(text).toBe(readFileSync(join(folder, 'grafana/dashboards', file), 'utf8'));
  });

  test('what is scraped bears the job names the rules ask for', () => {
    const jobs = ofKind('PodMonitor').map(({ metadata }) => metadata.name);
    const configured = parse(readFileSync(join(folder, 'prometheus/prometheus.yaml'), 'utf8')) as {
      scrape_configs: { job_name: string }[];
    };
    for (const job of jobs) expect(configured.scrape_configs.map(({ job_name }) => job_name)).toContain(job);
    for (const { spec } of ofKind<{ selector: { matchExpressions: { values: string[] }[] } }>('PodMonitor'))
      for (const component of spec.selector.matchExpressions.flatMap((one) => one.values)) {
        const ports = podsWith({ 'app.kubernetes.io/component': component }).flatMap(({ pod }) =>
          pod.containers.flatMap((one) => one.ports ?? []),
        );
        expect([component, ports.map(({ name }) => name)]).toEqual([component, expect.arrayContaining(['operations'])]);
      }
  });
});
