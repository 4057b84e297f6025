import {
  ConsoleCommand,
  type ConsoleTable,
  consoleCommands,
  type ErrorTrace,
  type SystemReport,
} from '@crm-gtd/shared/contracts/gateway/system.ts';
import type { Access } from '@crm-gtd/shared/contracts/permissions.ts';

/** The console's language: one word of a closed list and at most one id. There is nothing to quote, join or run. */
export type ConsoleCall = Readonly<{ command: ConsoleCommand; argument: string | null }>;

type Rule = Readonly<{ permission: Access; argument?: RegExp; word?: string }>;

const position = /^[1-9]\d{0,14}$/;
const trace = /^([0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** Beside the right to the console itself. */
export const commandRules: Readonly<Record<ConsoleCommand, Rule>> = {
  help: { permission: 'operator' },
  status: { permission: 'operator' },
  services: { permission: 'operator' },
  lag: { permission: 'operator' },
  outbox: { permission: 'operator' },
  breakers: { permission: 'operator' },
  'dead-letters': { permission: 'operator' },
  'dead-letter': { permission: 'operator', argument: position, word: '<id>' },
  replay: { permission: 'operator', argument: position, word: '<id>' },
  errors: { permission: 'operator' },
  trace: { permission: 'gateway.audit:read', argument: trace, word: '<id>' },
  versions: { permission: 'operator' },
};

/** Undefined for anything that is not exactly a command with what it takes. */
export const parseLine = (line: string): ConsoleCall | undefined => {
  const [word = '', argument, ...rest] = line.trim().toLowerCase().split(/\s+/);
  const command = ConsoleCommand.safeParse(word);
  if (!command.success || rest.length > 0) return undefined;
  const wanted = commandRules[command.data].argument;
  if (wanted === undefined) return argument === undefined ? { command: command.data, argument: null } : undefined;
  return argument !== undefined && wanted.test(argument) ? { command: command.data, argument } : undefined;
};

export const helpTable = (): ConsoleTable => ({
  columns: ['command', 'argument'],
  rows: consoleCommands.map((command) => [command, commandRules[command].word ?? null]),
});

export const statusTable = ({ services, web, dependencies }: SystemReport): ConsoleTable => ({
  columns: ['name', 'state', 'latencyMs'],
  rows: [
    ...services.map(({ service, state }) => [service, state, null]),
    ['web', web.up ? 'up' : 'down', web.latencyMs],
    ...dependencies.map(({ name, up, latencyMs }) => [name, up ? 'up' : 'down', latencyMs]),
  ],
});

export const servicesTable = ({ services }: SystemReport): ConsoleTable => ({
  columns: ['service', 'state', 'instance', 'uptimeSeconds', 'memoryBytes'],
  rows: services.flatMap(({ service, state, instances }): ConsoleTable['rows'] =>
    instances.length === 0
      ? [[service, state, null, null, null]]
      : instances.map(({ instance, uptimeSeconds, memoryBytes }) => [service, state, instance, uptimeSeconds, memoryBytes]),
  ),
});

export const versionsTable = ({ services, web }: SystemReport): ConsoleTable => ({
  columns: ['service', 'instance', 'version', 'node'],
  rows: [
    ...services.flatMap(({ service, instances }) => instances.map(({ instance, version, node }) => [service, instance, version, node])),
    ['web', null, web.version, null],
  ],
});

export const lagTable = ({ consumers }: SystemReport): ConsoleTable => ({
  columns: ['durable', 'stream', 'pending', 'ackPending', 'redelivered'],
  rows: consumers.map(({ durable, stream, pending, ackPending, redelivered }) => [durable, stream, pending, ackPending, redelivered]),
});

export const outboxTable = ({ services }: SystemReport): ConsoleTable => ({
  columns: ['service', 'pending', 'oldestAgeSeconds'],
  rows: services.map(({ service, outbox }) => [service, outbox?.pending ?? null, outbox?.oldestAgeSeconds ?? null]),
});

export const breakersTable = ({ breakers }: SystemReport): ConsoleTable => ({
  columns: ['breaker', 'state', 'service', 'instance'],
  rows: breakers.map(({ name, state, service, instance }) => [name, state, service, instance]),
});

type Letter = Readonly<{ id: string; durable: string; eventId: string; eventType: string; reason: string; attempts: number; time: string }>;

export const lettersTable = (letters: readonly Letter[]): ConsoleTable => ({
  columns: ['id', 'durable', 'eventType', 'attempts', 'time', 'reason'],
  rows: letters.map(({ id, durable, eventType, attempts, time, reason }) => [id, durable, eventType, attempts, time, reason]),
});

export const letterTable = ({ id, durable, eventId, eventType, attempts, time, reason }: Letter): ConsoleTable => ({
  columns: ['id', 'durable', 'eventType', 'eventId', 'attempts', 'time', 'reason'],
  rows: [[id, durable, eventType, eventId, attempts, time, reason]],
});

export const replayTable = ({ id, durable, eventId }: Letter): ConsoleTable => ({
  columns: ['id', 'durable', 'eventId', 'outcome'],
  rows: [[id, durable, eventId, 'replayed']],
});

export const errorsTable = (traces: readonly ErrorTrace[]): ConsoleTable => ({
  columns: ['time', 'service', 'name', 'code', 'fault', 'count', 'traceId', 'correlationId'],
  rows: traces.flatMap(({ errors }) =>
    errors.map(({ time, service, name, code, fault, count, traceId, correlationId }) => [
      time,
      service,
      name,
      code,
      fault,
      count,
      traceId,
      correlationId,
    ]),
  ),
});

export type TracedEvent = Readonly<{ time: string; type: string; id: string }>;

/** What was found under an id of either kind: the faults, and the events that came of the same request. */
export const traceTable = (traces: readonly ErrorTrace[], events: readonly TracedEvent[]): ConsoleTable => {
  const faults = traces.flatMap(({ errors }) => errors.map(({ time, service, name, code }) => [time, service, name, code]));
  const effects = events.map(({ time, type, id }) => [time, type.split('.')[0] ?? '', type, id]);
  const rows = [...faults, ...effects].sort((a, b) => String(a[0]).localeCompare(String(b[0])));
  return { columns: ['time', 'service', 'name', 'code'], rows };
};

export const isTraceOf =
  (id: string) =>
  ({ traceId, correlationId }: ErrorTrace): boolean =>
    traceId === id || correlationId === id;
