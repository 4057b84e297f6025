import type { CatalogueEntry } from '../../shared/telemetry/catalogue/entry.ts';
import { catalogue } from '../../shared/telemetry/catalogue.ts';
import type { Product } from '../../tools/run/product.ts';
import { operationsPort, type ServiceName } from '../../tools/run/service-table.ts';
import { type Family, parseOpenMetrics, type Sample } from './open-metrics.ts';

export type Scrape = Readonly<{
  type: string;
  text: string;
  milliseconds: number;
  families: Map<string, Family>;
  samples: readonly Sample[];
}>;

export const scrape = async ({ ports }: Pick<Product, 'ports'>, service: ServiceName): Promise<Scrape> => {
  const started = performance.now();
  const response = await fetch(`http://127.0.0.1:${operationsPort(service, ports)}/metrics`);
  const text = await response.text();
  const milliseconds = performance.now() - started;
  const families = parseOpenMetrics(text);
  const samples = [...families.values()].flatMap((family) => family.samples);
  return { type: response.headers.get('content-type') ?? '', text, milliseconds, families, samples };
};

/** OpenMetrics names a counter's family without the ending of its samples. */
export const familyName = (name: keyof typeof catalogue): string =>
  (catalogue[name] as CatalogueEntry).type === 'counter' ? name.replace(/_total$/, '') : name;
