import type { DataOf, EventContract } from '../contracts/define.ts';
import type { Envelope } from '../contracts/envelope.ts';
import type { Tx } from '../database/tenant-db.ts';
import type { Scope } from '../service/scope.ts';
import { eventServices, streamOf } from './streams.ts';

export type Received<E> = Readonly<{ envelope: Envelope; data: DataOf<E>; scope: Scope }>;

export type ConsumeContext = Readonly<{
  /** 1 for the first delivery. */
  attempt: number;
  /** An operator asked for this run. */
  replayed: boolean;
  scope: Scope;
}>;

/** What an event came to. `ignored`: not for this consumer. `skipped_version`: older than what was applied already. */
export type Outcome = 'ok' | 'duplicate' | 'skipped_version' | 'ignored';

export type AggregateRef = Readonly<{ organizationId: string; aggregateType: string; aggregateId: string; scope: Scope }>;

/** State fetched from the owner when events are missing. */
export type FetchedState<DB> = Readonly<{
  /** The sequence the state includes, when the owner tells it. Otherwise the event that revealed the gap counts as included. */
  sequence?: number;
  apply: (tx: Tx<DB>) => Promise<void>;
}>;

type Subscription = Readonly<{ stream: string; filterSubject: string; durable: string }>;

/** A consumer as the runner sees it; the database type is forgotten here, the service that declares and runs it is the same. */
export type ConsumerDeclaration = Readonly<{
  kind: 'reaction' | 'projection' | 'observer';
  durable: string;
  /** One broker durable each. The inbox knows them all by `durable`. */
  subscriptions: readonly Subscription[];
  events: readonly EventContract[];
  aggregate: string | undefined;
  older: 'skip' | 'handle';
  maxAckPending: number;
  prepare: ((event: Received<EventContract>, ctx: ConsumeContext) => Promise<unknown>) | undefined;
  handle: (event: Received<EventContract>, tx: Tx<unknown>, prepared: unknown) => Promise<void>;
  fetchState: ((ref: AggregateRef, ctx: ConsumeContext) => Promise<FetchedState<unknown> | undefined>) | undefined;
}>;

type Common = Readonly<{
  /** `<service>-<slice>-<event>`, no dots; names the broker durable, the inbox rows and the dead letters for ever. */
  durable: string;
  /** See `ConsumerOptions.maxAckPending`; 32 unless said otherwise. */
  maxAckPending?: number;
}>;

export type ReactionOptions<E extends EventContract, DB, P> = Common &
  Readonly<{
    /**
     * What to do with an event older than the last one handled for its aggregate (it was overtaken while it waited for a retry).
     * `skip`, the default, fits a reaction that copies state. Say `handle` when every event has an effect of its own:
     * with `skip` such an effect would be lost.
     */
    older?: 'skip' | 'handle';
    /** RPC or provider calls, before the transaction. */
    prepare?: (event: Received<E>, ctx: ConsumeContext) => Promise<P>;
    /** In one transaction with the inbox and order rows. */
    handle: (event: Received<E>, tx: Tx<DB>, prepared: P) => Promise<void>;
  }>;

export type ProjectionOptions<DB> = Common &
  Readonly<{
    /** The events with an effect. The aggregate's other events only move its sequence on. */
    events: readonly EventContract[];
    aggregate: string;
    handle: (event: Received<EventContract>, tx: Tx<DB>) => Promise<void>;
    /** By RPC from the owner; undefined when the aggregate is gone. Without it a gap that does not heal ends as a dead letter. */
    fetchState?: (ref: AggregateRef, ctx: ConsumeContext) => Promise<FetchedState<DB> | undefined>;
  }>;

export type ObserverOptions<DB> = Common &
  Readonly<{
    /** Service names, or every service. */
    streams: 'all' | readonly string[];
    handle: (envelope: Envelope, tx: Tx<DB>) => Promise<void>;
  }>;

const filterOf = (event: EventContract): string => `evt.${event.service}.*.${event.noun}.${event.verb}`;

/** Reacts to one event type. */
export function reaction<E extends EventContract, DB, P = undefined>(event: E, options: ReactionOptions<E, DB, P>): ConsumerDeclaration {
  return {
    kind: 'reaction',
    durable: named(options.durable),
    subscriptions: [{ stream: streamOf(event.service), filterSubject: filterOf(event), durable: options.durable }],
    events: [event as unknown as EventContract],
    aggregate: event.aggregate,
    older: options.older ?? 'skip',
    maxAckPending: options.maxAckPending ?? 32,
    prepare: options.prepare as ConsumerDeclaration['prepare'],
    handle: options.handle as unknown as ConsumerDeclaration['handle'],
    fetchState: undefined,
  };
}

/** Follows all events of one aggregate type, each exactly next in sequence. All its events come from one service. */
export function projection<DB>(options: ProjectionOptions<DB>): ConsumerDeclaration {
  const first = options.events[0];
  if (!first || options.events.some(({ service, aggregate }) => service !== first.service || aggregate !== options.aggregate)) {
    throw new Error(`Projection ${options.durable}: events of one service and of the aggregate ${options.aggregate} are needed`);
  }
  // An event named after another noun than its aggregate can only be found by reading the whole stream.
  const namedAlike = options.events.every(({ noun }) => noun === options.aggregate);
  return {
    kind: 'projection',
    durable: named(options.durable),
    subscriptions: [
      {
        stream: streamOf(first.service),
        filterSubject: namedAlike ? `evt.${first.service}.*.${options.aggregate}.>` : `evt.${first.service}.>`,
        durable: options.durable,
      },
    ],
    events: options.events,
    aggregate: options.aggregate,
    older: 'skip',
    maxAckPending: options.maxAckPending ?? 32,
    prepare: undefined,
    handle: options.handle as unknown as ConsumerDeclaration['handle'],
    fetchState: options.fetchState as unknown as ConsumerDeclaration['fetchState'],
  };
}

/** Sees every event of the streams once, in no promised order. */
export function observer<DB>(options: ObserverOptions<DB>): ConsumerDeclaration {
  const services = options.streams === 'all' ? eventServices : options.streams;
  return {
    kind: 'observer',
    durable: named(options.durable),
    subscriptions: services.map((service) => ({
      stream: streamOf(service),
      filterSubject: `evt.${service}.>`,
      durable: `${options.durable}-${service}`,
    })),
    events: [],
    aggregate: undefined,
    older: 'handle',
    maxAckPending: options.maxAckPending ?? 32,
    prepare: undefined,
    handle: ({ envelope }, tx) => options.handle(envelope, tx as Tx<DB>),
    fetchState: undefined,
  };
}

function named(durable: string): string {
  if (!/^[a-z][a-zA-Z0-9-]{2,80}$/.test(durable)) throw new Error(`"${durable}" cannot name a durable: letters, digits and hyphens only`);
  return durable;
}
