import type { IContainer } from 'kubernetes-models/v1';
import type { Values } from '../values.ts';
import { containerSecurity, env, labelsOf, type Manifest, metadataOf } from './manifest.ts';
import { workloadManifests } from './workload.ts';

const exporter: IContainer = {
  name: 'exporter',
  image: 'nginx/nginx-prometheus-exporter:1.4.1',
  args: ['--nginx.scrape-uri=http://127.0.0.1:8080/stub_status'],
  ports: [{ name: 'operations', containerPort: 9113 }],
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
  securityContext: containerSecurity,
};

/** The same nginx as everywhere, behind an ingress that ends TLS: limits, cache, headers and paths are decided in one place. */
const edge = (values: Values): Manifest[] =>
  workloadManifests(values, {
    name: 'edge',
    image: `${values.imagePrefix}crm-gtd/nginx:${values.version}`,
    user: 101,
    env: env({
      NGINX_TLS: 'off',
      NGINX_HTTP_PORT: '8000',
      NGINX_SERVER_NAME: '_',
      NGINX_TRUSTED_PROXIES: values.ingress.podNetwork,
      NGINX_HSTS: 'max-age=31536000',
      NGINX_UPSTREAM_GATEWAY: 'gateway:3001',
      NGINX_UPSTREAM_WEB: 'web:3000',
    }),
    ports: { http: 8000 },
    health: { port: 'http', live: '/health', ready: '/health' },
    folders: { tmp: '/tmp', run: '/run', conf: '/etc/nginx/conf.d', cache: '/var/cache/nginx' },
    resources: values.edge.resources,
    replicas: values.edge.replicas.min,
    drainSeconds: 70,
    addressed: true,
    sidecars: [exporter],
  });

const ingress = (values: Values): Manifest => {
  const { className, tlsSecretName, clusterIssuer } = values.ingress;
  const host = new URL(values.publicUrl).hostname;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      ...metadataOf(values, 'edge'),
      annotations: {
        ...(clusterIssuer === '' ? {} : { 'cert-manager.io/cluster-issuer': clusterIssuer }),
        // Uploads of 10 MB and streams that stay open for an hour; both are the edge's to limit.
        'nginx.ingress.kubernetes.io/proxy-body-size': '11m',
        'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600',
        'nginx.ingress.kubernetes.io/proxy-buffering': 'off',
      },
    },
    spec: {
      ingressClassName: className,
      tls: [{ hosts: [host], secretName: tlsSecretName }],
      rules: [
        { host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'edge', port: { name: 'http' } } } }] } },
      ],
    },
  };
};

export const edgeManifests = (values: Values): Manifest[] => [...edge(values), ingress(values)];
export const edgeLabels = labelsOf('edge');
