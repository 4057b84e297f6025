import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics } from 'prom-client';
import { gauge, registry } from './metrics.ts';

/** Node's own figures and who this process is. */
export const collectProcessMetrics = ({ service, version }: { service: string; version: string }): void => {
  collectDefaultMetrics({ register: registry as never });
  gauge('build_info').set({ service, version, node: process.version }, 1);
  let last = performance.eventLoopUtilization();
  gauge('nodejs_eventloop_utilization_ratio', function () {
    const now = performance.eventLoopUtilization();
    this.set(performance.eventLoopUtilization(now, last).utilization);
    last = now;
  });
};
