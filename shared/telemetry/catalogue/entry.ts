import type { BucketName } from '../buckets.ts';

export const serviceNames = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Programs beside ours whose metrics our rules and dashboards read. */
export type Exporter =
  | 'postgres_exporter'
  | 'redis_exporter'
  | 'nginx_exporter'
  | 'node_exporter'
  | 'blackbox_exporter'
  | 'prometheus'
  | 'alertmanager';

/** The values of a label, or in words what bounds them where the list would only repeat another (routes, event types, tables). */
export type LabelValues = readonly string[] | string;

type Described = Readonly<{
  help: string;
  /** Base units: seconds, bytes, ratio; for counts the thing that is counted. */
  unit: string;
  labels: Readonly<Record<string, LabelValues>>;
}>;

type Kind = Readonly<{ type: 'counter' | 'gauge' }> | Readonly<{ type: 'histogram'; buckets: BucketName; exemplars?: true }>;

/** Emitted by our own code under exactly this name. */
export type ServiceEntry = Described & Kind & Readonly<{ source: 'service'; services: readonly ServiceName[] }>;
/** Emitted by a program of others; only what our rules and dashboards use is listed, and its buckets are its own affair. */
export type ExporterEntry = Described & Readonly<{ source: 'exporter'; type: 'counter' | 'gauge' | 'histogram'; exporter: Exporter }>;
/** Written by the operations scripts as a text file that node_exporter reads. */
export type OpsEntry = Described & Readonly<{ source: 'ops'; type: 'counter' | 'gauge' }>;

export type CatalogueEntry = ServiceEntry | ExporterEntry | OpsEntry;

export const everyService = serviceNames;
