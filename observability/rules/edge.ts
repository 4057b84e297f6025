import { serviceNames } from '../../shared/telemetry/catalogue/entry.ts';
import type { Alert, RuleFile } from './alert.ts';

const edge = { owner: 'operations', board: 'crm-gtd-edge' } as const;

/** A stopped container leaves Docker's DNS, and with it its target: `up` is then missing, not zero. */
const serviceDown = (service: string): Alert => ({
  name: 'ServiceDown',
  expr: `absent(up{job="services", service="${service}"} == 1)`,
  for: '2m',
  severity: 'page',
  owner: 'operations',
  summary: `No instance of ${service} answers`,
  description: `For two minutes Prometheus has found no running instance of ${service}. What it does for users does not happen.`,
  runbook: 'service-down',
  board: 'crm-gtd-services',
  labels: { service },
  cases: {
    series: [{ series: `up{job="services",service="${service}",instance="10.0.0.1:9100"}`, broken: { level: 0 }, well: { level: 1 } }],
    fires: 5,
    recovers: 2,
  },
});

const certificateLeft = 'probe_ssl_earliest_cert_expiry{job="probe"} - time()';
const day = 86_400;

export const edgeRules: RuleFile = {
  name: 'edge',
  groups: [
    {
      name: 'edge',
      alerts: [
        {
          name: 'PublicProbeFailing',
          expr: 'max_over_time(probe_success{job="probe"}[1m]) == 0',
          for: '1m',
          severity: 'page',
          ...edge,
          summary: 'The product does not answer at its public address',
          description: 'The probe asks the public address every 30 seconds as a user would; it has failed for two minutes.',
          runbook: 'public-probe',
          cases: {
            series: [
              {
                series: 'probe_success{job="probe",service="edge",instance="https://crm.example"}',
                broken: { level: 0 },
                well: { level: 1 },
              },
            ],
            labels: { job: 'probe', service: 'edge', instance: 'https://crm.example' },
            fires: 4,
            recovers: 2,
          },
        },
        ...serviceNames.map(serviceDown),
        {
          name: 'NginxDown',
          expr: 'max by (job) (nginx_up) == 0',
          for: '1m',
          severity: 'page',
          ...edge,
          summary: 'nginx does not answer',
          description: 'Every request of every user goes through nginx; its exporter cannot read its status page.',
          runbook: 'nginx',
          cases: {
            series: [{ series: 'nginx_up{job="nginx",service="nginx",instance="a"}', broken: { level: 0 }, well: { level: 1 } }],
            labels: { job: 'nginx' },
            fires: 3,
            recovers: 2,
          },
        },
        {
          name: 'CertificateEndsNow',
          expr: `${certificateLeft} < ${3 * day}`,
          for: '5m',
          severity: 'page',
          ...edge,
          summary: 'The TLS certificate ends within three days',
          description: 'After its end no browser opens the product any more. Renewal has failed for weeks.',
          runbook: 'certificate',
          cases: {
            series: [
              {
                series: 'probe_ssl_earliest_cert_expiry{job="probe",instance="x"}',
                broken: { level: 2 * day },
                well: { level: 60 * day },
                idle: 'absent',
              },
            ],
            labels: { job: 'probe', instance: 'x' },
            fires: 10,
            recovers: 10,
          },
        },
        {
          name: 'CertificateEndsSoon',
          expr: `${certificateLeft} < ${21 * day}`,
          for: '1h',
          severity: 'ticket',
          ...edge,
          summary: 'The TLS certificate ends within 21 days',
          description: 'certbot renews 30 days ahead: it has failed for more than a week.',
          runbook: 'certificate',
          cases: {
            series: [
              {
                series: 'probe_ssl_earliest_cert_expiry{job="probe",instance="x"}',
                broken: { level: 15 * day },
                well: { level: 60 * day },
                idle: 'absent',
              },
            ],
            labels: { job: 'probe', instance: 'x' },
            fires: 15,
            recovers: 1,
            every: '5m',
          },
        },
        {
          name: 'NginxDropsConnections',
          expr: 'increase(nginx_connections_accepted[15m]) - increase(nginx_connections_handled[15m]) > 1',
          severity: 'ticket',
          ...edge,
          summary: 'nginx drops connections',
          description: 'It accepted more connections than it handled: worker_connections or file descriptors are used up.',
          runbook: 'nginx',
          cases: {
            series: [
              { series: 'nginx_connections_accepted{job="nginx"}', broken: { step: 20 }, well: { step: 10 }, idle: { step: 0 } },
              { series: 'nginx_connections_handled{job="nginx"}', broken: { step: 10 }, well: { step: 10 }, idle: { step: 0 } },
            ],
            labels: { job: 'nginx' },
            fires: 20,
            recovers: 20,
          },
        },
        {
          name: 'SignInFailuresSpike',
          expr: [
            'sum(increase(auth_events_total{event="login",outcome="refused"}[15m])) >= 50',
            'and sum(increase(auth_events_total{event="login",outcome="refused"}[15m])) > 2 * sum(increase(auth_events_total{event="login",outcome="ok"}[15m]))',
          ].join('\n'),
          severity: 'ticket',
          ...edge,
          summary: 'Many sign-ins are refused',
          description:
            'At least 50 sign-ins were refused in 15 minutes, more than twice as many as succeeded: somebody tries passwords, or sign-in is broken.',
          runbook: 'sign-in',
          cases: {
            series: [
              {
                series: 'auth_events_total{service="gateway",event="login",outcome="refused"}',
                broken: { step: 10 },
                well: { step: 1 },
                idle: { step: 0 },
              },
              {
                series: 'auth_events_total{service="gateway",event="login",outcome="ok"}',
                broken: { step: 1 },
                well: { step: 5 },
                idle: { step: 0 },
              },
            ],
            fires: 20,
            recovers: 20,
          },
        },
        {
          name: 'RefreshTokensReused',
          expr: 'sum(increase(auth_events_total{event="reuse_detected"}[15m])) > 3',
          severity: 'ticket',
          ...edge,
          summary: 'Used refresh tokens come back',
          description:
            'A refresh token works once. Several came a second time within 15 minutes: sessions may have been stolen; those sessions are already ended.',
          runbook: 'sign-in',
          cases: {
            series: [
              {
                series: 'auth_events_total{service="gateway",event="reuse_detected",outcome="refused"}',
                broken: { step: 1 },
                well: { step: 0 },
              },
            ],
            fires: 20,
            recovers: 20,
          },
        },
      ],
    },
  ],
};
