import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/**
 * The one registry, OpenMetrics only: rendering both formats from one registry breaks the plain format's counter names.
 * Label values come from closed sets; never an id, e-mail, organization, URL or SQL.
 */
export const registry = new Registry();
registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);

/** Non-integer bounds: Prometheus 3 rewrites integer `le` values, which would break recorded rules. */
export const buckets = {
  short: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.05, 2.5, 5.05, 7.5, 10.05],
  database: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.05, 5.05, 10.05],
  eventAge: [0.05, 0.1, 0.25, 0.5, 1.05, 2.5, 7.5, 30.5, 120.5, 600.5],
  bytes: [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 10_485_760],
};

type Options<L extends string> = Readonly<{ name: string; help: string; labels?: readonly L[] }>;

export const counter = <L extends string = never>({ name, help, labels = [] }: Options<L>): Counter<L> =>
  new Counter({ name, help, labelNames: [...labels], registers: [registry] as never });

export const gauge = <L extends string = never>(
  { name, help, labels = [] }: Options<L>,
  collect?: (this: Gauge<L>) => void | Promise<void>,
): Gauge<L> => new Gauge({ name, help, labelNames: [...labels], registers: [registry] as never, ...(collect ? { collect } : {}) });

export const histogram = <L extends string = never>({ name, help, labels = [] }: Options<L>, bounds: readonly number[]): Histogram<L> =>
  new Histogram({ name, help, labelNames: [...labels], buckets: [...bounds], registers: [registry] as never });
