import type { INetworkPolicyPeer, INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1';
import { eventServices } from '../../../shared/messaging/streams.ts';
import type { Values } from '../values.ts';
import { labelsOf, type Manifest, metadataOf } from './manifest.ts';

type Peer = INetworkPolicyPeer;
type Way = Readonly<{ peers?: readonly Peer[]; ports: readonly number[]; protocol?: 'TCP' | 'UDP' }>;

const pods = (...components: string[]): Peer[] => components.map((component) => ({ podSelector: { matchLabels: labelsOf(component) } }));
const namespace = (name: string): Peer => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
const cnpgPods = { podSelector: { matchLabels: { 'cnpg.io/cluster': 'postgres' } } };
/** The internet, without the networks of the cluster and the metadata address of clouds. */
const internet: Peer = {
  ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'] },
};

const rule = (side: 'from' | 'to', { peers, ports, protocol = 'TCP' }: Way) => ({
  ...(peers === undefined ? {} : { [side]: peers }),
  ports: ports.map((port) => ({ port, protocol })),
});

const policy = (
  values: Values,
  component: string,
  selector: NonNullable<INetworkPolicySpec['podSelector']>,
  ways: { in?: readonly Way[]; out?: readonly Way[] },
): Manifest => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: metadataOf(values, component),
  spec: {
    podSelector: selector,
    policyTypes: [...(ways.in ? (['Ingress'] as const) : []), ...(ways.out ? (['Egress'] as const) : [])],
    ...(ways.in ? { ingress: ways.in.map((way) => rule('from', way)) } : {}),
    ...(ways.out ? { egress: ways.out.map((way) => rule('to', way)) } : {}),
  },
});

const of = (component: string) => ({ matchLabels: labelsOf(component) });

/** Nothing is let in or out but what stands below; names are resolved by everybody. */
const defaults = (values: Values): Manifest[] => {
  const dns = { to: [{ namespaceSelector: {} }], ports: (['UDP', 'TCP'] as const).map((protocol) => ({ port: 53, protocol })) };
  const spec: INetworkPolicySpec = { podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [dns] };
  return [{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: metadataOf(values, 'default-deny'), spec }];
};

const toStores: readonly Way[] = [
  { peers: [cnpgPods], ports: [5432] },
  { peers: pods('redis'), ports: [6379] },
  { peers: pods('nats'), ports: [4222] },
];
/** Who speaks to providers outside. */
const outward: readonly string[] = ['ai', 'billing', 'gateway'];

const servicePolicies = (values: Values): Manifest[] => {
  const monitoring = namespace(values.monitoring.namespace);
  return eventServices.map((name) =>
    policy(values, name, of(name), {
      in: [{ peers: [monitoring], ports: [9100] }, ...(name === 'gateway' ? [{ peers: pods('edge', 'billing'), ports: [3001] }] : [])],
      out: [
        ...toStores,
        { peers: [monitoring], ports: [4318] },
        ...(name === 'billing' ? [{ peers: pods('gateway'), ports: [3001] }] : []),
        ...(outward.includes(name) ? [{ peers: [internet], ports: [443] }] : []),
      ],
    }),
  );
};

const edgePolicies = (values: Values): Manifest[] => [
  policy(values, 'edge', of('edge'), {
    in: [
      { peers: [namespace(values.ingress.namespace)], ports: [8000] },
      { peers: [namespace(values.monitoring.namespace)], ports: [9113] },
    ],
    out: [
      { peers: pods('gateway'), ports: [3001] },
      { peers: pods('web'), ports: [3000] },
    ],
  }),
  policy(values, 'web', of('web'), { in: [{ peers: pods('edge'), ports: [3000] }], out: [] }),
];

const storePolicies = (values: Values): Manifest[] => {
  const services = pods(...eventServices);
  const monitoring = namespace(values.monitoring.namespace);
  return [
    policy(values, 'nats', of('nats'), {
      in: [
        { peers: services, ports: [4222] },
        { peers: pods('nats'), ports: [6222] },
        { peers: [monitoring, namespace(values.kedaNamespace)], ports: [8222] },
      ],
      out: [{ peers: pods('nats'), ports: [6222] }],
    }),
    policy(values, 'redis', of('redis'), {
      in: [
        { peers: services, ports: [6379] },
        { peers: [monitoring], ports: [9121] },
      ],
      out: [],
    }),
    // Its pods also ask the Kubernetes API and the object store, whose addresses nobody knows beforehand.
    {
      ...policy(values, 'postgres', cnpgPods.podSelector, {
        in: [
          { peers: [...services, ...pods('migrate', 'postgres-exporter'), cnpgPods], ports: [5432] },
          { peers: [namespace(values.databaseOperatorNamespace), cnpgPods], ports: [5432, 8000] },
          { peers: [monitoring], ports: [9187] },
        ],
        out: [{ ports: [443, 6443, 5432, 8000, 9090] }],
      }),
    },
    policy(values, 'migrate', of('migrate'), { in: [], out: [{ peers: [cnpgPods], ports: [5432] }] }),
    policy(values, 'postgres-exporter', of('postgres-exporter'), {
      in: [{ peers: [monitoring], ports: [9187] }],
      out: [{ peers: [cnpgPods], ports: [5432] }],
    }),
  ];
};

export const networkManifests = (values: Values): Manifest[] => [
  ...defaults(values),
  ...edgePolicies(values),
  ...servicePolicies(values),
  ...storePolicies(values),
];
