import type { EventContract } from '../../contracts/define.ts';
import type { Envelope } from '../../contracts/envelope.ts';
import type { TenantDb, Tx } from '../../database/tenant-db.ts';
import type { Scope } from '../../service/scope.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { ConsumerDeclaration, Outcome } from '../consumer.ts';
import type { FailAt } from '../failpoint.ts';

/** What every step knows of the consumer it runs for. */
export type Running = Readonly<{
  service: string;
  declaration: ConsumerDeclaration;
  db: TenantDb<unknown>;
  logger: Logger;
  failAt: FailAt;
}>;

/** One try with one message, from the broker or from an operator's replay. */
export type Attempt = Readonly<{
  subject: string;
  payload: string;
  headers: Readonly<Record<string, string>>;
  attempt: number;
  replayed: boolean;
}>;

export type Message = Attempt &
  Readonly<{
    envelope: Envelope;
    scope: Scope;
    /** Undefined when the consumer declares no event of this type. */
    contract: EventContract | undefined;
    data: Readonly<Record<string, unknown>>;
  }>;

export type InUnit = Message & Readonly<{ tx: Tx<unknown>; prepared: unknown }>;

/** A step of the chain: passes the message on, enriched, or ends its way with an outcome. A throw goes to the retry step. */
export type Step<In, Out> = (running: Running, message: In, next: (message: Out) => Promise<Outcome>) => Promise<Outcome>;
