/** Every service that tells events; each has a stream of its own, so that its relay is the only writer. */
export const eventServices = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'] as const;

export const streamOf = (service: string): string => `EVT_${service.toUpperCase()}`;

export const DEAD_LETTER_STREAM = 'DLQ';
export const ADVISORY_STREAM = 'ADVISORIES';

/** The fields we ask for; each is read back, because an older broker drops unknown ones without a word. */
export type StreamConfig = Readonly<{
  name: string;
  subjects: readonly string[];
  retention: 'limits';
  storage: 'file';
  /** `new` makes a full stream push back into the outboxes; `old` would drop events nobody has read. */
  discard: 'new' | 'old';
  max_age: number;
  max_bytes: number;
  max_msg_size: number;
  duplicate_window: number;
  num_replicas: number;
}>;

export type StreamSizes = Readonly<{ replicas?: number; maxBytes?: number }>;

/** The largest event. The relay parks larger ones. */
export const MAX_EVENT_BYTES = 1_048_576;

const nanos = (milliseconds: number): number => milliseconds * 1_000_000;
const minute = 60_000;
const day = 86_400_000;

export function streamConfigs({ replicas = 1, maxBytes = 1_073_741_824 }: StreamSizes = {}): StreamConfig[] {
  const common = {
    retention: 'limits',
    storage: 'file',
    discard: 'new',
    max_age: nanos(14 * day),
    max_bytes: maxBytes,
    max_msg_size: -1,
    duplicate_window: nanos(10 * minute),
    num_replicas: replicas,
  } as const;
  const sideBytes = Math.min(maxBytes, 268_435_456);
  return [
    ...eventServices.map((service) => ({
      ...common,
      name: streamOf(service),
      subjects: [`evt.${service}.>`],
      max_msg_size: MAX_EVENT_BYTES,
    })),
    { ...common, name: DEAD_LETTER_STREAM, subjects: ['dlq.>'], max_age: nanos(90 * day), max_bytes: sideBytes },
    // The broker tells these as plain messages, gone when nobody listens. Only the newest matter, so old ones give way.
    {
      ...common,
      name: ADVISORY_STREAM,
      subjects: ['$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>', '$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>'],
      discard: 'old',
      max_bytes: sideBytes,
    },
  ];
}

export type FieldDifference = Readonly<{ field: string; wanted: unknown; found: unknown }>;

export function differences(wanted: object, found: object): FieldDifference[] {
  return Object.entries(wanted)
    .map(([field, value]) => ({ field, wanted: value, found: (found as Record<string, unknown>)[field] }))
    .filter((pair) => JSON.stringify(pair.wanted) !== JSON.stringify(pair.found));
}

/** The broker's stream or durable is not what this release declares: an operator has to decide, so nothing starts. */
export class ConfigMismatchError extends Error {
  readonly fields: readonly FieldDifference[];

  constructor(what: string, fields: readonly FieldDifference[]) {
    const list = fields
      .map(({ field, wanted, found }) => `${field}: wanted ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`)
      .join('; ');
    super(`${what} differs from its declaration: ${list}`);
    this.name = 'ConfigMismatchError';
    this.fields = fields;
  }
}
