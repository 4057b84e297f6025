import { consoleMetrics } from './catalogue/console-metrics.ts';
import { databaseMetrics } from './catalogue/database-metrics.ts';
import type { CatalogueEntry, ServiceName } from './catalogue/entry.ts';
import { exporterMetrics } from './catalogue/exporter-metrics.ts';
import { httpMetrics } from './catalogue/http-metrics.ts';
import { messagingMetrics } from './catalogue/messaging-metrics.ts';
import { opsMetrics } from './catalogue/ops-metrics.ts';
import { processMetrics } from './catalogue/process-metrics.ts';
import { productMetrics } from './catalogue/product-metrics.ts';
import { serviceMetrics } from './catalogue/service-metrics.ts';

/** Every metric our own code emits; metrics.ts takes its help, labels and buckets from here. */
export const serviceCatalogue = {
  ...httpMetrics,
  ...consoleMetrics,
  ...serviceMetrics,
  ...messagingMetrics,
  ...databaseMetrics,
  ...productMetrics,
  ...processMetrics,
};

/** Every metric of the system: what rules and dashboards may name. */
export const catalogue = { ...serviceCatalogue, ...exporterMetrics, ...opsMetrics };

type ServiceCatalogue = typeof serviceCatalogue;
export type MetricName = keyof typeof catalogue;
export type ServiceMetricName = keyof ServiceCatalogue;
/** Names of one type, so that a counter cannot be made of a histogram's name. */
export type NameOf<T extends 'counter' | 'gauge' | 'histogram'> = {
  [N in ServiceMetricName]: ServiceCatalogue[N]['type'] extends T ? N : never;
}[ServiceMetricName];
export type LabelsOf<N extends ServiceMetricName> = Extract<keyof ServiceCatalogue[N]['labels'], string>;

/** The names a query may use: a histogram is three series. */
export const seriesNames = (name: MetricName): readonly string[] =>
  (catalogue[name] as CatalogueEntry).type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];

/** What one service emits, by name. */
export const metricsOf = (service: ServiceName): ServiceMetricName[] =>
  (Object.keys(serviceCatalogue) as ServiceMetricName[]).filter((name) =>
    (serviceCatalogue[name].services as readonly ServiceName[]).includes(service),
  );
