import type { z } from 'zod';
import type { ErrorCode } from '../errors/codes.ts';
import type { Access, Permission } from './permissions.ts';

/**
 * Contracts: what the world may ask (`action`) and hear (`event`), said once.
 * Routes, permission checks, OpenAPI, the web's client, docs and the lock file all come from these values.
 */
export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export type ActionOptions<I extends z.ZodObject, O extends z.ZodType> = Readonly<{
  /** `'POST /deals/{dealId}/win'`, below `/api/v1`. Absent: reachable by RPC only. */
  http?: `${HttpMethod} /${string}`;
  permission: Access;
  input: I;
  output: O;
  errors?: readonly ErrorCode[];
  /** Safe to repeat: the caller may retry it after a lost answer. GET actions are idempotent by nature. */
  idempotent?: boolean;
  /** The answer holds a secret (a token, a link): it is not kept for repetitions and never shown twice. */
  secretAnswer?: boolean;
  /** Open to an account that belongs to no organization: its own profile, sessions, invitations. */
  withoutOrganization?: boolean;
  /**
   * Stays open when the organization's plan has ended: reads and public actions by nature; of writes only one's own account, billing,
   * leaving, removing, deleting, restoring and exporting say so. Checked at the route and again by the service.
   */
  whileReadOnly?: boolean;
  /** Success status; 201 answers carry the whole created thing, 204 has no body. */
  status?: 200 | 201 | 202 | 204;
  summary?: string;
  /** How the body travels when it is not JSON. `upload`: multipart with one file; `binary`: the answer is bytes; `file`: the answer is a download. */
  transport?: 'json' | 'upload' | 'binary' | 'file';
  /** Largest accepted body in bytes; 1 MB of JSON unless said otherwise. */
  maxBodyBytes?: number;
  /** Milliseconds the caller waits; 5,000 unless said otherwise. */
  timeoutMs?: number;
}>;

export type ActionContract<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> = Readonly<{
  kind: 'action';
  name: string;
  service: string;
  http: Readonly<{ method: HttpMethod; path: string }> | undefined;
  permission: Access;
  input: I;
  output: O;
  errors: readonly ErrorCode[];
  idempotent: boolean;
  secretAnswer: boolean;
  withoutOrganization: boolean;
  whileReadOnly: boolean;
  status: 200 | 201 | 202 | 204;
  summary: string;
  transport: 'json' | 'upload' | 'binary' | 'file';
  maxBodyBytes: number;
  timeoutMs: number;
}>;

export type InputOf<A> = A extends ActionContract<infer I, z.ZodType> ? z.output<I> : never;
export type OutputOf<A> = A extends ActionContract<z.ZodObject, infer O> ? z.output<O> : never;

const splitHttp = (http: string): { method: HttpMethod; path: string } => {
  const [method, path] = http.split(' ') as [HttpMethod, string];
  return { method, path };
};

/** Names are `v1.<service>.<slice>.<verb>`; unknown input fields are refused everywhere. */
export const action = <I extends z.ZodObject, O extends z.ZodType>(
  name: `v1.${string}.${string}.${string}`,
  options: ActionOptions<I, O>,
): ActionContract<I, O> => {
  const http = options.http ? splitHttp(options.http) : undefined;
  return {
    kind: 'action',
    name,
    service: name.split('.')[1] as string,
    http,
    permission: options.permission,
    input: options.input.strict() as unknown as I,
    output: options.output,
    errors: options.errors ?? [],
    idempotent: options.idempotent ?? http?.method === 'GET',
    secretAnswer: options.secretAnswer ?? false,
    withoutOrganization: options.withoutOrganization ?? false,
    whileReadOnly: options.whileReadOnly ?? (http?.method === 'GET' || options.permission === 'public'),
    status: options.status ?? 200,
    summary: options.summary ?? '',
    transport: options.transport ?? 'json',
    maxBodyBytes: options.maxBodyBytes ?? 1_000_000,
    timeoutMs: options.timeoutMs ?? 5_000,
  };
};

export type EventOptions<D extends z.ZodObject> = Readonly<{
  version: number;
  /** The aggregate the event belongs to; its events take effect in sequence order. */
  aggregate: string;
  /** The aggregate's id within the data. */
  key: (data: z.output<D>) => string;
  data: D;
  /** Who may hear of it: the permission that reading the thing takes. Asked through `audience.ts` by all that tells people. */
  visible: Permission;
  /** The one user it is for, by an id the event carries. An event that lacks it is told to nobody outside the audit log. */
  only?: (data: z.output<D>) => string | undefined;
  summary?: string;
}>;

export type EventContract<D extends z.ZodObject = z.ZodObject> = Readonly<{
  kind: 'event';
  /** `<service>.<noun>.<pastParticiple>` */
  type: string;
  service: string;
  noun: string;
  verb: string;
  version: number;
  aggregate: string;
  // Methods, not fields: so a contract of one event fits where any event is taken.
  key(data: z.output<D>): string;
  data: D;
  visible: Permission;
  only: ((data: unknown) => string | undefined) | undefined;
  summary: string;
  /** A fact waiting for its envelope: decisions return these. */
  of(data: z.input<D>): PendingEvent;
}>;

/** What a pure decision returns beside the next state; the outbox makes the envelope. */
export type PendingEvent = Readonly<{
  /** Given when rows of the same unit must name the event; otherwise the outbox makes it. */
  id?: string;
  type: string;
  version: number;
  aggregateType: string;
  aggregateId: string;
  data: Readonly<Record<string, unknown>>;
}>;

export type DataOf<E> = E extends EventContract<infer D> ? z.output<D> : never;

/** Producers validate before the outbox row is written; consumers parse leniently (unknown keys dropped). */
export const event = <D extends z.ZodObject>(type: `${string}.${string}.${string}`, options: EventOptions<D>): EventContract<D> => {
  const [service, noun, verb] = type.split('.') as [string, string, string];
  return {
    kind: 'event',
    type,
    service,
    noun,
    verb,
    version: options.version,
    aggregate: options.aggregate,
    key: options.key,
    data: options.data,
    visible: options.visible,
    only: options.only && ((data) => options.only?.(data as z.output<D>)),
    summary: options.summary ?? '',
    of: (input) => {
      const data = options.data.parse(input);
      return { type, version: options.version, aggregateType: options.aggregate, aggregateId: options.key(data), data };
    },
  };
};

/** Next state and the facts to tell: what every pure decision returns. */
export type Decision<State> = Readonly<{ next: State; events: readonly PendingEvent[] }>;
