import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { inContainer, natsConfiguration } from './nats/configuration.ts';
import { testEnvironment } from './test-env.ts';

type Port = string;
type Service = Readonly<{
  image?: string;
  build?: unknown;
  user?: string;
  ports?: readonly Port[];
  networks?: readonly string[] | Readonly<Record<string, unknown>>;
  network_mode?: string;
  profiles?: readonly string[];
  restart?: string;
  init?: boolean;
  read_only?: boolean;
  cap_drop?: readonly string[];
  cap_add?: readonly string[];
  security_opt?: readonly string[];
  privileged?: boolean;
  pids_limit?: number;
  cpus?: string;
  mem_limit?: string;
  container_name?: string;
  healthcheck?: Readonly<{
    disable?: boolean;
    test?: readonly string[];
    interval?: string;
    start_interval?: string;
    start_period?: string;
  }>;
  logging?: Readonly<{ driver: string; options: Readonly<Record<string, string>> }>;
  volumes?: readonly string[];
  extends?: Readonly<{ service: string }>;
  environment?: Readonly<Record<string, unknown>>;
}>;
type ComposeFile = Readonly<{
  services: Readonly<Record<string, Service>>;
  networks?: Readonly<Record<string, { internal?: boolean } | null>>;
  volumes?: Readonly<Record<string, unknown>>;
}>;

const folder = import.meta.dirname;
const fileNames = readdirSync(folder).filter((name) => /^compose(\.\w+)?\.yaml$/.test(name));
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
/** Compose's own tags say how an overlay replaces a value; the value is what is looked at here. */
const tags = ['!override', '!reset'].flatMap((tag) => [
  { tag, collection: 'seq' as const },
  { tag, collection: 'map' as const },
]);
const files = new Map(fileNames.map((name) => [name, parse(textOf(name), { merge: true, customTags: tags as never }) as ComposeFile]));
const core = files.get('compose.yaml') as ComposeFile;

/** What a file defines itself; an overlay's changes to a service of the core are looked at in the core. */
const defined = [...files].flatMap(([file, { services }]) =>
  Object.entries(services)
    .filter(([name, service]) => (file === 'compose.yaml' || core.services[name] === undefined) && service.extends === undefined)
    .map(([name, service]) => [`${file} ${name}`, service] as const),
);
const everywhere = [...files].flatMap(([file, { services }]) =>
  Object.entries(services).map(([name, service]) => ({ file, name, service })),
);

/** One-shot services end by themselves: nobody asks for their health, and they must not come back. */
const oneShot = new Set(['migrate', 'nats-volume', 'coqui-volume', 'backup']);
const nameOf = (title: string): string => title.split(' ')[1] ?? '';
/** Root without a capability, each for a reason written beside it. */
const asRoot = new Set(['nats-volume', 'coqui-volume', 'otel-collector']);
/** One program and no shell in the image: nothing could ask it from inside. */
const withoutProbe = new Set(['otel-collector', 'nginx-exporter']);

test('the files are those the documentation names', () => {
  const overlays = ['dev', 'external', 'observability', 'tls', 'v2'].map((name) => `compose.${name}.yaml`);
  expect(fileNames.sort()).toEqual([...overlays, 'compose.yaml'].sort());
});

describe.each(defined)('%s', (title, service) => {
  const name = nameOf(title);

  test('is pinned to an exact version', () => {
    const image = service.image ?? '';
    if (image.startsWith('crm-gtd/')) expect(image).toMatch(/^crm-gtd\/[a-z0-9-]+:\$\{CRM_GTD_VERSION(:\?[^}]*)?\}$/);
    else expect(image).toMatch(/^[a-z0-9./_-]+:v?\d+\.\d+\.\d+(-[a-z0-9]+)?$/);
    expect(image).not.toContain('latest');
  });

  test('runs as a person without rights on a file system it cannot change', () => {
    if (asRoot.has(name)) expect(service.user).toBe('0:0');
    else expect(service.user).toMatch(/^(node|[1-9]\d*:\d+)$/);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], init: true });
    expect(service.cap_add ?? []).toEqual(name.endsWith('-volume') ? ['CHOWN'] : []);
    expect(service.privileged).toBeUndefined();
  });

  test('has limits, and logs that end', () => {
    expect(service.pids_limit).toBeGreaterThan(0);
    expect(service.cpus).toBeDefined();
    expect(service.mem_limit).toBeDefined();
    expect(service.logging).toMatchObject({ driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } });
  });

  test('comes back, and is asked how it is', () => {
    if (oneShot.has(name)) return expect(service.restart).toBe('no');
    expect(service.restart).toBe('unless-stopped');
    if (withoutProbe.has(name)) return expect(service.healthcheck).toEqual({ disable: true });
    expect(service.healthcheck).toMatchObject({ interval: '30s', start_interval: '2s' });
    expect(Number.parseInt(service.healthcheck?.start_period ?? '', 10)).toBeGreaterThanOrEqual(180);
    // `localhost` is IPv6 first.
    expect(JSON.stringify(service.healthcheck?.test ?? [])).not.toContain('localhost');
  });

  test('stands only in known networks', () => {
    if (service.network_mode !== undefined) return expect(service.network_mode).toBe('none');
    const networks = Array.isArray(service.networks) ? service.networks : Object.keys(service.networks ?? {});
    expect(networks.length).toBeGreaterThan(0);
    for (const network of networks) expect(['edge', 'app', 'data']).toContain(network);
  });
});

test('nobody has a fixed container name, which would forbid a second copy', () => {
  expect(everywhere.filter(({ service }) => service.container_name !== undefined)).toEqual([]);
});

test('nginx alone is reached from outside; whatever else is published is on the loopback', () => {
  for (const { file, name, service } of everywhere)
    for (const port of service.ports ?? [])
      if (file === 'compose.yaml') expect([name, port]).toEqual(['nginx', expect.stringMatching(/:(80|443)$/)]);
      else expect([file, name, port]).toEqual([file, name, expect.stringMatching(/^127\.0\.0\.1:/)]);
});

test('the data network leads nowhere, and PostgreSQL, Redis and NATS stand in no other', () => {
  expect(core.networks).toEqual({ edge: null, app: null, data: { internal: true } });
  for (const name of ['postgres', 'redis', 'nats', 'migrate', 'backup'])
    expect([name, core.services[name]?.networks]).toEqual([name, ['data']]);
});

test('the engine itself is given to no container, and no folder of the host may be written to', () => {
  for (const { name, service } of everywhere)
    for (const volume of service.volumes ?? []) {
      expect(volume).not.toContain('docker.sock');
      const named = /^[a-z][a-z0-9-]*:/.test(volume);
      if (!named) expect([name, volume]).toEqual([name, expect.stringMatching(/:ro(,rslave)?$/)]);
    }
});

test('optional parts are behind the profiles the documentation names', () => {
  const profiles = Object.entries(core.services).flatMap(([name, { profiles = [] }]) => profiles.map((profile) => [name, profile]));
  expect(Object.fromEntries(profiles)).toEqual({
    backup: 'backup',
    'mail-catcher': 'mail-catcher',
    coqui: 'voice-coqui',
    'coqui-volume': 'voice-coqui',
  });
});

test('the volume of PostgreSQL carries the major version of its image', () => {
  const major = /pg(\d+)/.exec(core.services['postgres']?.image ?? '')?.[1];
  expect(Object.keys(core.volumes ?? {})).toContain(`pgdata${major}`);
});

test('a replica is named by nobody, the gateway believes one proxy, and traces go out only with the observability overlay', () => {
  for (const { file, service } of everywhere) {
    expect(Object.keys(service.environment ?? {})).not.toContain('INSTANCE_ID');
    const traced = 'OTEL_EXPORTER_OTLP_ENDPOINT' in (service.environment ?? {});
    expect([file, traced]).toEqual([file, traced && file === 'compose.observability.yaml']);
  }
  expect(core.services['gateway']?.environment).toMatchObject({ TRUST_PROXY_HOPS: '1' });
});

test('the second version says under which path it is, so that its sessions are its own', () => {
  const second = files.get('compose.v2.yaml')?.services;
  expect(second?.['web-v2']?.build).toMatchObject({ args: { BASE_PATH: '/crm2' } });
  expect(second?.['gateway-v2']?.environment).toMatchObject({ BASE_PATH: '/crm2' });
});

test('every variable is documented in .env.example, and every secret there is without a value', () => {
  const example = textOf('.env.example');
  const documented = new Set([...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name));
  const used = fileNames.flatMap((name) => [...textOf(name).matchAll(/\$\{([A-Z][A-Z0-9_]*)/g)].map(([, variable]) => variable ?? ''));
  /** For tests and unusual machines. */
  const quiet = new Set(['PROMETHEUS_PORT', 'PROMETHEUS_RETENTION_SIZE', 'GRAFANA_PORT', 'DOCKER_CONTAINERS_DIR']);
  expect([...new Set(used)].filter((name) => !documented.has(name) && !quiet.has(name))).toEqual([]);
  expect([...example.matchAll(/^([A-Z_]*(?:PASSWORD|SECRET|PRIVATE_KEY\w*))=(.+)$/gm)].map(([line]) => line)).toEqual([]);
  expect(Object.keys(testEnvironment()).filter((name) => !documented.has(name))).toEqual([]);
});

test('nats.conf is what grants.ts says, and holds no password', () => {
  expect(textOf('nats/nats.conf')).toBe(natsConfiguration(inContainer));
  expect([...textOf('nats/nats.conf').matchAll(/password: (\S+)/g)].every(([, value]) => value?.startsWith('$NATS_'))).toBe(true);
});

test('the stand-ins of machines without a registry answer to the names our files give', () => {
  const aliases = readFileSync(join(folder, '../../tools/run/docker-engine.ts'), 'utf8');
  const images = Object.values(core.services).flatMap(({ image = '', profiles }) =>
    image.startsWith('crm-gtd/') || profiles ? [] : [image],
  );
  const node = /^ARG NODE_IMAGE=(\S+)$/m.exec(textOf('service.Dockerfile'))?.[1];
  const nginx = /^ARG NGINX_IMAGE=(\S+)$/m.exec(readFileSync(join(folder, '../nginx/Dockerfile'), 'utf8'))?.[1];
  for (const image of [...images, node, nginx]) expect(aliases).toContain(`'${image}=`);
});

test('all Dockerfiles start from one exact version of Node, and none asks a registry for more', () => {
  const dockerfiles = readdirSync(folder).filter((name) => name.endsWith('.Dockerfile'));
  const bases = dockerfiles.map((name) => /^ARG NODE_IMAGE=(\S+)$/m.exec(textOf(name))?.[1]);
  expect(new Set(bases).size).toBe(1);
  expect(bases[0]).toMatch(/^node:24\.\d+\.\d+-trixie-slim$/);
  for (const name of dockerfiles) {
    expect(textOf(name)).not.toMatch(/^# *syntax=/m);
    expect(
      [...textOf(name).matchAll(/^FROM (\S+)/gm)]
        .map(([, from]) => from)
        .every((from) => /^(\$\{NODE_IMAGE\}|scratch|runtime|bare|deps)$/.test(from ?? '')),
    ).toBe(true);
    expect(textOf(name)).toMatch(/^USER node$/m);
  }
});
