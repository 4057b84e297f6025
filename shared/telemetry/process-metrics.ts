import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics } from 'prom-client';
import { gauge, registry } from './metrics.ts';

/** Node's own figures and who this process is. */
export const collectProcessMetrics = ({ service, version }: { service: string; version: string }): void => {
  collectDefaultMetrics({ register: registry as never });
  gauge({ name: 'build_info', help: 'What runs here.', labels: ['service', 'version', 'node'] }).set(
    { service, version, node: process.version },
    1,
  );
  let last = performance.eventLoopUtilization();
  gauge({ name: 'nodejs_eventloop_utilization_ratio', help: 'Share of time the event loop was busy since the last scrape.' }, function () {
    const now = performance.eventLoopUtilization();
    this.set(performance.eventLoopUtilization(now, last).utilization);
    last = now;
  });
};
