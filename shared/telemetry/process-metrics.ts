import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics } from 'prom-client';
import { gauge, registry } from './metrics.ts';

/** Without a limit the kernel tells one that no machine has. */
const memoryLimit = (): number => {
  const limit = process.constrainedMemory();
  return limit < Number.MAX_SAFE_INTEGER ? limit : 0;
};

/** Node's own figures and who this process is. */
export const collectProcessMetrics = ({ service, version }: { service: string; version: string }): void => {
  collectDefaultMetrics({ register: registry as never });
  gauge('build_info').set({ service, version, node: process.version }, 1);
  gauge('process_memory_limit_bytes').set(memoryLimit());
  let last = performance.eventLoopUtilization();
  gauge('nodejs_eventloop_utilization_ratio', function () {
    const now = performance.eventLoopUtilization();
    this.set(performance.eventLoopUtilization(now, last).utilization);
    last = now;
  });
};
