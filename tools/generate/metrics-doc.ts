import { type BucketName, buckets } from '../../shared/telemetry/buckets.ts';
import { type CatalogueEntry, everyService } from '../../shared/telemetry/catalogue/entry.ts';
import { catalogue } from '../../shared/telemetry/catalogue.ts';
import { type GeneratedFile, heading, table } from './document.ts';

const origins: Readonly<Record<string, string>> = {
  service: 'Our services',
  ops: 'The operations scripts, through text files that node_exporter reads',
  exporter: 'Other programs',
};

const emittedBy = (entry: CatalogueEntry): string => {
  if (entry.source === 'exporter') return entry.exporter;
  if (entry.source === 'ops') return 'operations scripts';
  return entry.services.length === everyService.length ? 'all' : entry.services.join(', ');
};

const labelsOf = ({ labels }: CatalogueEntry): string =>
  Object.entries(labels)
    .map(
      ([label, values]) =>
        `\`${label}\`: ${typeof values === 'string' ? values : values.map((value) => (value === '' ? 'empty' : value)).join(' / ')}`,
    )
    .join('; ');

const typeOf = (entry: CatalogueEntry): string =>
  entry.type === 'histogram' && entry.source === 'service'
    ? `histogram (${entry.buckets}${entry.exemplars ? ', exemplars' : ''})`
    : entry.type;

const section = (source: string, title: string): string => {
  const rows = Object.entries<CatalogueEntry>(catalogue)
    .filter(([, entry]) => entry.source === source)
    .map(([name, entry]) => [`\`${name}\``, typeOf(entry), entry.unit, entry.help, labelsOf(entry), emittedBy(entry)]);
  return `## ${title}\n\n${table(['Name', 'Type', 'Unit', 'Meaning', 'Labels', 'From'], rows)}`;
};

const bucketTable = (): string =>
  `## Buckets\n\n${table(
    ['Name', 'Upper bounds'],
    (Object.keys(buckets) as BucketName[]).map((name) => [name, buckets[name].join(', ')]),
  )}`;

export const metricsDoc: GeneratedFile = {
  path: 'docs/metrics.md',
  make: async () =>
    heading('Metrics', 'shared/telemetry/catalogue') +
    'Served as OpenMetrics by each service at `/metrics` of its operations port. No label ever holds an id, an address, an organization, a URL or a query; what a label can hold is said here. `job` and `instance` come from the scrape. A counter whose labels are all listed begins at zero for each combination.\n\n' +
    [...Object.entries(origins).map(([source, title]) => section(source, title)), bucketTable()].join('\n'),
};
