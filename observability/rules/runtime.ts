import type { RuleFile } from './alert.ts';

const node = { owner: 'development', board: 'crm-gtd-node' } as const;
const outside = { owner: 'development', board: 'crm-gtd-integrations' } as const;

export const runtimeRules: RuleFile = {
  name: 'runtime',
  groups: [
    {
      name: 'runtime',
      alerts: [
        {
          name: 'EventLoopSlow',
          expr: 'nodejs_eventloop_lag_p99_seconds > 0.25',
          for: '10m',
          severity: 'ticket',
          ...node,
          summary: 'The event loop of a service is blocked again and again',
          description: 'For ten minutes one of a hundred turns took more than 250 ms; every request of that process waits with it.',
          runbook: 'memory-and-cpu',
          cases: {
            series: [
              {
                series: 'nodejs_eventloop_lag_p99_seconds{job="services",service="crm",instance="a"}',
                broken: { level: 0.4 },
                well: { level: 0.012 },
                idle: { level: 0.01 },
              },
            ],
            labels: { job: 'services', service: 'crm', instance: 'a' },
            fires: 13,
            recovers: 1,
          },
        },
        {
          name: 'MemoryNearLimit',
          expr: 'process_resident_memory_bytes{job="services"} / (process_memory_limit_bytes{job="services"} > 0) > 0.9',
          for: '5m',
          severity: 'ticket',
          ...node,
          summary: 'A service has used 90 % of its memory',
          description: 'At its limit the kernel ends the process.',
          runbook: 'memory-and-cpu',
          cases: {
            series: [
              {
                series: 'process_resident_memory_bytes{job="services",service="crm",instance="a"}',
                broken: { level: 95 },
                well: { level: 40 },
                idle: { level: 30 },
              },
              {
                series: 'process_memory_limit_bytes{job="services",service="crm",instance="a"}',
                broken: { level: 100 },
                well: { level: 100 },
              },
            ],
            labels: { job: 'services', service: 'crm', instance: 'a' },
            fires: 8,
            recovers: 1,
          },
        },
        {
          name: 'ServiceRestarting',
          expr: 'sum by (service) (changes(process_start_time_seconds{job="services"}[1h])) > 3',
          severity: 'ticket',
          ...node,
          summary: 'A service keeps starting again',
          description: 'More than three starts in an hour: it crashes, runs out of memory, or its health check kills it.',
          runbook: 'service-down',
          cases: {
            series: [
              {
                series: 'process_start_time_seconds{job="services",service="crm",instance="a"}',
                broken: { step: 60 },
                well: { step: 0 },
              },
            ],
            labels: { service: 'crm' },
            fires: 8,
            recovers: 65,
          },
        },
        {
          name: 'FileDescriptorsHigh',
          expr: 'process_open_fds{job="services"} / process_max_fds{job="services"} > 0.8',
          for: '5m',
          severity: 'ticket',
          ...node,
          summary: 'A service has used 80 % of its file descriptors',
          description: 'At 100 % it accepts no connection any more.',
          runbook: 'memory-and-cpu',
          cases: {
            series: [
              { series: 'process_open_fds{job="services",service="gateway",instance="a"}', broken: { level: 90 }, well: { level: 10 } },
              { series: 'process_max_fds{job="services",service="gateway",instance="a"}', broken: { level: 100 }, well: { level: 100 } },
            ],
            labels: { job: 'services', service: 'gateway', instance: 'a' },
            fires: 8,
            recovers: 1,
          },
        },
        {
          name: 'BreakerOpen',
          expr: 'max by (service, breaker) (max_over_time(circuit_breaker_state{state="closed"}[5m])) == 0',
          severity: 'ticket',
          ...outside,
          summary: 'A provider has not answered for five minutes',
          description: 'Its breaker has not closed once: calls are refused at once, and users get the fallback.',
          runbook: 'breaker',
          cases: {
            series: [
              {
                series: 'circuit_breaker_state{service="voice",instance="a",breaker="coqui.speak",state="closed"}',
                broken: { level: 0 },
                well: { level: 1 },
              },
            ],
            labels: { service: 'voice', breaker: 'coqui.speak' },
            fires: 8,
            recovers: 1,
          },
        },
        {
          name: 'BreakerFlapping',
          expr: 'sum by (service, breaker) (increase(circuit_breaker_events_total{event="open"}[1h])) > 6',
          severity: 'ticket',
          ...outside,
          summary: 'A provider fails again and again',
          description: 'Its breaker opened more than six times within an hour.',
          runbook: 'breaker',
          cases: {
            series: [
              {
                series: 'circuit_breaker_events_total{service="voice",breaker="coqui.speak",event="open"}',
                broken: { step: 1 },
                well: { step: 0 },
              },
            ],
            labels: { service: 'voice', breaker: 'coqui.speak' },
            fires: 20,
            recovers: 65,
          },
        },
        {
          name: 'ErrorLogsHigh',
          expr: [
            'sum by (service) (increase(log_records_total{level="error"}[15m])) >= 50',
            'and sum by (service) (rate(log_records_total{level="error"}[15m])) > 10 * sum by (service) (rate(log_records_total{level="error"}[1d] offset 15m))',
          ].join('\n'),
          for: '5m',
          severity: 'ticket',
          ...node,
          summary: 'A service logs ten times the errors of the last day',
          description: 'At least 50 errors in 15 minutes.',
          runbook: 'error-logs',
          cases: {
            series: [
              { series: 'log_records_total{service="crm",level="error"}', broken: { step: 50 }, well: { step: 0.1 }, idle: { step: 0 } },
            ],
            labels: { service: 'crm' },
            before: 50,
            fires: 6,
            recovers: 10,
            every: '5m',
          },
        },
      ],
    },
  ],
};
