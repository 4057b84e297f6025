import {
  type ConsumerLag,
  type ErrorTrace,
  type RecentError,
  type SelfStatus,
  type ServiceHealth,
  type SystemReport,
  SystemService,
  systemServices,
} from '@crm-gtd/shared/contracts/gateway/system.ts';

/** One process's answer, or its silence. */
export type Answered<T> = Readonly<{ service: string; instance: string; answer: T | undefined }>;
export type Dependencies = SystemReport['dependencies'];
export type Web = SystemReport['web'];

const healthOf = (service: SystemService, asked: readonly Answered<SelfStatus>[]): ServiceHealth => {
  const answers = asked.flatMap(({ answer }) => answer ?? []);
  const silent = asked.length - answers.length;
  const fine = silent === 0 && answers.every(({ ready }) => ready);
  return {
    service,
    state: answers.length === 0 ? 'down' : fine ? 'up' : 'degraded',
    silent,
    instances: answers.map(({ instance, version, node, uptimeSeconds, memoryBytes, ready, checks }) => ({
      instance,
      version,
      node,
      uptimeSeconds,
      memoryBytes,
      ready,
      checks,
    })),
    outbox: answers.find(({ outbox }) => outbox !== null)?.outbox ?? null,
  };
};

/** Replicas share a durable and a stream, and each tells of it. */
const once = <T>(items: readonly T[], keyOf: (item: T) => string): T[] => [...new Map(items.map((item) => [keyOf(item), item])).values()];

const mostBehindFirst = (a: ConsumerLag, b: ConsumerLag): number =>
  b.pending + b.ackPending - (a.pending + a.ackPending) || a.durable.localeCompare(b.durable);

/** A service that nobody answers for is still in the report: its absence is what a reader looks for. */
export const systemReport = (
  asked: readonly Answered<SelfStatus>[],
  around: Readonly<{ now: Date; web: Web; dependencies: Dependencies; console: boolean }>,
): SystemReport => {
  const answers = asked.flatMap(({ answer }) => answer ?? []);
  return {
    time: around.now.toISOString(),
    services: systemServices.map((name) =>
      healthOf(
        name,
        asked.filter(({ service }) => service === name),
      ),
    ),
    web: around.web,
    dependencies: around.dependencies,
    consumers: once(
      answers.flatMap(({ consumers }) => consumers),
      ({ stream, durable }) => `${stream}/${durable}`,
    ).sort(mostBehindFirst),
    streams: once(
      answers.flatMap(({ streams }) => streams),
      ({ name }) => name,
    ).sort((a, b) => a.name.localeCompare(b.name)),
    breakers: asked.flatMap(({ service, instance, answer }) =>
      (answer?.breakers ?? []).map((breaker) => ({ service: SystemService.parse(service), instance, ...breaker })),
    ),
    console: around.console,
  };
};

type Errors = Readonly<{ items: readonly RecentError[] }>;

const newestFirst = (a: { time: string }, b: { time: string }): number => b.time.localeCompare(a.time);

/** A fault is told by each process it passed: together, by their trace, they are one. */
export const errorTraces = (asked: readonly Answered<Errors>[], limit = 50): ErrorTrace[] => {
  const errors = asked.flatMap(({ service, instance, answer }) =>
    (answer?.items ?? []).map((error) => ({ service: SystemService.parse(service), instance, ...error })),
  );
  const groups = Map.groupBy(
    errors.sort(newestFirst),
    ({ correlationId, traceId, service, name, time }) => correlationId ?? traceId ?? `${service}/${name}/${time}`,
  );
  return [...groups.values()].slice(0, limit).map((group) => ({
    traceId: group.find(({ traceId }) => traceId !== null)?.traceId ?? null,
    correlationId: group.find(({ correlationId }) => correlationId !== null)?.correlationId ?? null,
    time: group[0]?.time ?? '',
    errors: group,
  }));
};

export const silentServices = (asked: readonly Answered<unknown>[]): SystemService[] =>
  systemServices.filter((name) => !asked.some(({ service, answer }) => service === name && answer !== undefined));
