import { parse } from 'yaml';
import { z } from 'zod';

const cpu = z.string().regex(/^\d+m?$/);
const memory = z.string().regex(/^\d+(?:Mi|Gi)$/);
const size = z.string().regex(/^\d+Gi$/);
const resources = (standard: { cpu: string; memory: string; limit: string }) =>
  z
    .strictObject({
      cpu: cpu.default(standard.cpu).describe('Requested CPU. There is no limit: throttling would slow every request of the pod.'),
      memory: memory.default(standard.memory).describe('Requested memory.'),
      memoryLimit: memory.default(standard.limit).describe('The pod is killed above it; the heap gets three quarters.'),
    })
    .prefault({});
const replicas = (min: number, max: number) =>
  z
    .strictObject({ min: z.int().min(1).max(50).default(min), max: z.int().min(1).max(50).default(max) })
    .refine((range) => range.min <= range.max, { error: 'min is above max' })
    .prefault({});
const service = (standard: { cpu: string; memory: string; limit: string }, min = 2, max = 6) =>
  z.strictObject({ replicas: replicas(min, max), resources: resources(standard) }).prefault({});
const small = { cpu: '100m', memory: '160Mi', limit: '256Mi' };

/** What an installation may choose. Everything has a standard but its address and the version. */
export const valuesSchema = z.strictObject({
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/)
    .describe('Tag of every image of the product.'),
  publicUrl: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+$/)
    .describe('Address people use.'),
  namespace: z
    .string()
    .regex(/^[a-z0-9-]{1,63}$/)
    .default('crm-gtd'),
  imagePrefix: z
    .string()
    .regex(/^[a-z0-9./:-]*$/)
    .default('')
    .describe('Registry and folder in front of crm-gtd/…, with its slash.'),
  imagePullSecret: z.string().default('').describe('Secret for that registry; none when empty.'),
  paymentProvider: z
    .enum(['none', 'sandbox'])
    .default('none')
    .describe('`none` sells nothing: no trial, no end. `sandbox` moves no money.'),
  secretName: z.string().default('crm-gtd-secrets').describe('Secret with the keys of deploy/compose/.env. It is only referred to.'),
  ingress: z
    .strictObject({
      className: z.string().default('nginx'),
      namespace: z.string().default('ingress-nginx').describe('Where its controller runs; only that namespace reaches the edge.'),
      podNetwork: z.string().default('10.0.0.0/8').describe('Network of its pods: their X-Forwarded-For is believed.'),
      tlsSecretName: z.string().default('crm-gtd-tls'),
      clusterIssuer: z.string().default('letsencrypt').describe('Of cert-manager; none when empty.'),
    })
    .prefault({}),
  gateway: service({ cpu: '250m', memory: '256Mi', limit: '512Mi' }),
  crm: service({ cpu: '200m', memory: '256Mi', limit: '384Mi' }),
  gtd: service(small),
  ai: service(small),
  voice: service(small, 2, 2),
  billing: service(small),
  web: service({ cpu: '200m', memory: '192Mi', limit: '384Mi' }),
  edge: service({ cpu: '100m', memory: '64Mi', limit: '256Mi' }, 2, 2),
  lagThreshold: z.int().min(1).default(100).describe('Waiting events for which KEDA starts one more replica.'),
  postgres: z
    .strictObject({
      instances: z.int().min(1).max(7).default(3),
      image: z.string().default('ghcr.io/cloudnative-pg/postgresql:17.5-standard-bookworm').describe('With pgvector.'),
      storage: size.default('20Gi'),
      storageClass: z.string().default('').describe("The cluster's own when empty."),
      resources: resources({ cpu: '500m', memory: '1Gi', limit: '2Gi' }),
      backup: z
        .strictObject({
          destination: z
            .string()
            .regex(/^s3:\/\//)
            .default('s3://crm-gtd-backup/'),
          endpoint: z.string().default('').describe('Of an object store other than AWS.'),
          credentialsSecret: z.string().default('crm-gtd-backup').describe('With ACCESS_KEY_ID and ACCESS_SECRET_KEY.'),
          schedule: z.string().default('0 30 2 * * *').describe('With seconds in front.'),
          retention: z
            .string()
            .regex(/^\d+[dwm]$/)
            .default('30d'),
        })
        .prefault({}),
    })
    .prefault({}),
  nats: z
    .strictObject({
      storage: size.default('10Gi'),
      storageClass: z.string().default(''),
      resources: resources({ cpu: '200m', memory: '256Mi', limit: '512Mi' }),
    })
    .prefault({}),
  redis: z.strictObject({ resources: resources({ cpu: '50m', memory: '96Mi', limit: '256Mi' }) }).prefault({}),
  monitoring: z
    .strictObject({
      namespace: z.string().default('monitoring').describe('Where Prometheus and the collector run.'),
      collectorUrl: z
        .string()
        .default('')
        .describe('OTLP over HTTP, for instance http://otel-collector.monitoring:4318; no traces when empty.'),
    })
    .prefault({}),
  kedaNamespace: z.string().default('keda'),
  databaseOperatorNamespace: z.string().default('cnpg-system'),
});

export type Values = z.output<typeof valuesSchema>;
export type Range = Values['gateway']['replicas'];
export type Resources = Values['gateway']['resources'];

/** All that is wrong is told at once. */
export const readValues = (text: string): Values => {
  const parsed = valuesSchema.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(`Values:\n${z.prettifyError(parsed.error)}`);
};

/** For editors and for pipelines that check values before they render. */
export const valuesJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(valuesSchema, { io: 'input', target: 'draft-2020-12' }), null, 2)}\n`;
