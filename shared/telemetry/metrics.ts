import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { buckets } from './buckets.ts';
import type { ServiceEntry } from './catalogue/entry.ts';
import { type LabelsOf, type NameOf, type ServiceMetricName, serviceCatalogue } from './catalogue.ts';

/**
 * The one registry, OpenMetrics only: rendering both formats from one registry breaks the plain format's counter names.
 * Label values come from closed sets; never an id, e-mail, organization, URL or SQL.
 */
export const registry = new Registry();
registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);

const described = <N extends ServiceMetricName>(name: N) => {
  const { help, labels } = serviceCatalogue[name] as ServiceEntry;
  return { name, help, labelNames: Object.keys(labels) as LabelsOf<N>[], registers: [registry] as never };
};

/** Every combination of the labels' values; none when a label's values are only known to who counts. */
const closedSets = (labels: ServiceEntry['labels']): Record<string, string>[] =>
  Object.entries(labels).reduce<Record<string, string>[]>(
    (sets, [label, values]) =>
      typeof values === 'string' ? [] : sets.flatMap((set) => values.map((value) => ({ ...set, [label]: value }))),
    [{}],
  );

/** A ratio over a series that does not exist yet has no data: a counter whose labels are all closed begins at zero for each set. */
export const counter = <N extends NameOf<'counter'>>(name: N): Counter<LabelsOf<N>> => {
  const made = new Counter<LabelsOf<N>>(described(name));
  for (const set of closedSets(serviceCatalogue[name].labels)) made.inc(set as Record<LabelsOf<N>, string>, 0);
  return made;
};

type Collect<L extends string> = (this: Gauge<L>) => void | Promise<void>;

export const gauge = <N extends NameOf<'gauge'>>(name: N, collect?: Collect<LabelsOf<N>>): Gauge<LabelsOf<N>> =>
  new Gauge<LabelsOf<N>>({ ...described(name), ...(collect ? { collect } : {}) });

/** Each set of a histogram is a series per bucket in every scrape: beyond this many sets the zeros cost more than they show. */
const maxHistogramZeros = 8;

/** A rate needs a reading before the first increase: a histogram with few closed sets begins at zero, or its first burst is invisible. */
export const histogram = <N extends NameOf<'histogram'>>(name: N): Histogram<LabelsOf<N>> => {
  const made = new Histogram<LabelsOf<N>>({
    ...described(name),
    buckets: [...buckets[serviceCatalogue[name].buckets]],
    enableExemplars: 'exemplars' in serviceCatalogue[name],
  });
  const sets = closedSets(serviceCatalogue[name].labels);
  if (sets.length <= maxHistogramZeros) for (const set of sets) made.zero(set as Record<LabelsOf<N>, string>);
  return made;
};
