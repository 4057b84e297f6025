import { z } from 'zod';
import { type ActionContract, action, event } from '../define.ts';
import { empty, id, instant } from '../shapes.ts';

export const systemServices = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'] as const;
export const SystemService = z.enum(systemServices);
export type SystemService = z.infer<typeof SystemService>;

/** One durable as the broker sees it; its replicas share it, so each of them tells the same. */
export const ConsumerLag = z.object({
  service: SystemService,
  stream: z.string(),
  durable: z.string(),
  pending: z.int(),
  ackPending: z.int(),
  redelivered: z.int(),
});
export type ConsumerLag = z.infer<typeof ConsumerLag>;

export const breakerStates = ['closed', 'half_open', 'open'] as const;
export const BreakerState = z.object({ name: z.string(), state: z.enum(breakerStates) });

export const Outbox = z.object({ pending: z.int(), oldestAgeSeconds: z.number() });
export const StreamState = z.object({ name: z.string(), messages: z.int(), bytes: z.int(), lastTime: instant.nullable() });
export type StreamState = z.infer<typeof StreamState>;

/** What one process knows of itself. Figures only: nothing of any organization. */
export const SelfStatus = z.object({
  instance: z.string(),
  version: z.string(),
  node: z.string(),
  uptimeSeconds: z.int(),
  memoryBytes: z.int(),
  ready: z.boolean(),
  checks: z.record(z.string(), z.boolean()),
  outbox: Outbox.nullable(),
  consumers: z.array(ConsumerLag),
  streams: z.array(StreamState),
  breakers: z.array(BreakerState),
});
export type SelfStatus = z.infer<typeof SelfStatus>;

export const errorOrigins = ['http', 'call', 'consumer'] as const;
/** A fault of ours, in codes: never a message, which may hold people's words. */
export const RecentError = z.object({
  time: instant,
  origin: z.enum(errorOrigins),
  /** Route template, action or consumer. */
  name: z.string(),
  code: z.string(),
  /** Class or code of what was thrown. */
  fault: z.string(),
  traceId: z.string().nullable(),
  correlationId: z.string().nullable(),
  /** Times the same fault came back within one trace. */
  count: z.int(),
});
export type RecentError = z.infer<typeof RecentError>;

const internal = <O extends z.ZodType>(service: string, verb: string, output: O) =>
  action(`v1.${service}.self.${verb}`, { permission: 'operator', input: empty, output, timeoutMs: 1_500 });

/** Every service answers these two of its own process; the gateway asks each process by its name. No HTTP. */
export const selfStatusOf = (service: string) => internal(service, 'status', SelfStatus);
export const selfErrorsOf = (service: string) => internal(service, 'errors', z.object({ items: z.array(RecentError) }));
export type SelfContract = (service: string) => ActionContract;

export const serviceStates = ['up', 'degraded', 'down'] as const;
export const SystemInstance = SelfStatus.pick({
  instance: true,
  version: true,
  node: true,
  uptimeSeconds: true,
  memoryBytes: true,
  ready: true,
  checks: true,
});
export const ServiceHealth = z.object({
  service: SystemService,
  /** `down`: nobody answers; `degraded`: a process of it is silent or not ready. */
  state: z.enum(serviceStates),
  /** Processes that are known and did not answer in time. */
  silent: z.int(),
  instances: z.array(SystemInstance),
  outbox: Outbox.nullable(),
});
export type ServiceHealth = z.infer<typeof ServiceHealth>;

export const dependencies = ['database', 'nats', 'redis'] as const;
export const SystemReport = z.object({
  time: instant,
  services: z.array(ServiceHealth),
  /** The web app, which answers pages and knows nothing of events. Without a version when it does not answer or does not tell. */
  web: z.object({ up: z.boolean(), version: z.string().nullable(), latencyMs: z.number().nullable() }),
  dependencies: z.array(z.object({ name: z.enum(dependencies), up: z.boolean(), latencyMs: z.number().nullable() })),
  consumers: z.array(ConsumerLag),
  streams: z.array(StreamState),
  breakers: z.array(BreakerState.extend({ service: SystemService, instance: z.string() })),
  /** Whether this installation has its operations console switched on. */
  console: z.boolean(),
});
export type SystemReport = z.infer<typeof SystemReport>;

export const readSystem = action('v1.gateway.system.read', {
  http: 'GET /system',
  permission: 'operator',
  input: empty,
  output: SystemReport,
  summary: 'Health, versions, lag, outboxes and breakers of the installation: figures of no organization.',
});

export const ErrorTrace = z.object({
  traceId: z.string().nullable(),
  correlationId: z.string().nullable(),
  /** Of the newest. */
  time: instant,
  errors: z.array(RecentError.extend({ service: SystemService, instance: z.string() })),
});
export type ErrorTrace = z.infer<typeof ErrorTrace>;

export const listSystemErrors = action('v1.gateway.system.errors', {
  http: 'GET /system/errors',
  permission: 'operator',
  input: empty,
  output: z.object({ items: z.array(ErrorTrace), silent: z.array(SystemService) }),
  summary: "Recent faults in this organization's own requests and events, by trace; kept in memory by each process.",
});

/** All the console knows. A list, not a language: nothing else can be asked of it. */
export const consoleCommands = [
  'help',
  'status',
  'services',
  'lag',
  'outbox',
  'breakers',
  'dead-letters',
  'dead-letter',
  'replay',
  'errors',
  'trace',
  'versions',
] as const;
export const ConsoleCommand = z.enum(consoleCommands);
export type ConsoleCommand = z.infer<typeof ConsoleCommand>;

/** What the browser sends. The token travels in the first message, never in the address. */
export const ConsoleRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('authenticate'), token: z.string().max(4_000) }),
  z.strictObject({ type: z.literal('command'), id: z.int().nonnegative(), line: z.string().max(200) }),
]);
export type ConsoleRequest = z.infer<typeof ConsoleRequest>;

/** Every answer is a table; `columns` are words of a closed list, which the reader's language names. */
export const consoleColumns = [
  'command',
  'argument',
  'service',
  'state',
  'instance',
  'version',
  'node',
  'uptimeSeconds',
  'memoryBytes',
  'name',
  'latencyMs',
  'stream',
  'durable',
  'pending',
  'ackPending',
  'redelivered',
  'oldestAgeSeconds',
  'breaker',
  'id',
  'eventId',
  'eventType',
  'reason',
  'attempts',
  'time',
  'origin',
  'code',
  'fault',
  'traceId',
  'correlationId',
  'count',
  'outcome',
] as const;
export const ConsoleTable = z.object({
  columns: z.array(z.enum(consoleColumns)),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
});
export type ConsoleTable = z.infer<typeof ConsoleTable>;
export const ConsoleReply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), commands: z.array(ConsoleCommand) }),
  z.object({ type: z.literal('result'), id: z.int(), command: ConsoleCommand, table: ConsoleTable }),
  z.object({ type: z.literal('error'), id: z.int().nullable(), code: z.string(), traceId: z.string().nullable() }),
]);
export type ConsoleReply = z.infer<typeof ConsoleReply>;

/** Whoever used the console stands in the audit log with each command, refused ones too. */
export const consoleCommandRun = event('gateway.consoleCommand.run', {
  version: 1,
  visible: 'gateway.audit:read',
  aggregate: 'consoleSession',
  key: (d) => d.sessionId,
  data: z.object({
    sessionId: id,
    command: ConsoleCommand,
    argument: z
      .string()
      .regex(/^[0-9a-f-]{1,36}$/)
      .nullable(),
    outcome: z.enum(['accepted', 'refused']),
  }),
});

/** Told to every organization the person belongs to, since the installation has no audit log of its own. */
export const operatorGranted = event('gateway.operator.granted', {
  version: 1,
  aggregate: 'operator',
  visible: 'gateway.audit:read',
  key: (d) => d.userId,
  data: z.object({ userId: id }),
});
export const operatorRevoked = event('gateway.operator.revoked', {
  version: 1,
  aggregate: 'operator',
  visible: 'gateway.audit:read',
  key: (d) => d.userId,
  data: z.object({ userId: id }),
});
