import { SpanKind } from '@opentelemetry/api';
import { Errors, type ServiceBroker } from 'moleculer';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { monotonicMs } from '../clock.ts';
import type { ActionContract, OutputOf } from '../contracts/define.ts';
import { AppError, type ErrorDetails, isAppError } from '../errors/app-error.ts';
import { type ErrorCode, isErrorCode } from '../errors/codes.ts';
import { newId } from '../ids.ts';
import type { FailAt } from '../messaging/failpoint.ts';
import { errorFields, logger } from '../telemetry/logger.ts';
import { isOwnFault, rememberFault } from '../telemetry/recent-errors.ts';
import { currentTraceparent, withSpan } from '../telemetry/trace.ts';
import type { ActorSigner, ActorVerifier } from './actor.ts';
import type { ActionEntry, CallContext } from './handle.ts';
import { RawJson } from './raw-json.ts';
import { clientDuration, errorType, inflight, serverDuration } from './rpc-metrics.ts';
import type { Command, Scope } from './scope.ts';
import type { MayCall } from './service-calls.ts';

/** Context of a call, carried beside the parameters. `ctx.meta` is not used: a callee may overwrite its caller's. */
type CallHeaders = { actor?: string; correlation: string; causation?: string; traceparent?: string; command?: Command };

export type Caller = Scope | Readonly<{ correlationId: string }>;
export type Call = <A extends ActionContract>(contract: A, input: z.input<A['input']>, caller: Caller) => Promise<OutputOf<A>>;
/** `actorToken` spares signing when the caller holds a fresh one; `command` is what the callee shall do once only. */
export type CallExtras = Readonly<{
  actorToken?: string | undefined;
  command?: Command | undefined;
  /** The one process to ask; any that answers, when absent. */
  node?: string | undefined;
}>;
/** Failures throw, as with `Call`. */
export type CallRaw = (contract: ActionContract, input: unknown, caller: Caller, extras?: CallExtras) => Promise<RawJson>;

const isScope = (caller: Caller): caller is Scope => 'organizationId' in caller;

// ---- answering

const failed = (code: ErrorCode, details: ErrorDetails): RawJson => new RawJson(JSON.stringify({ code, details }), true);

const answerOfError = (error: unknown, method: string): RawJson => {
  if (isAppError(error)) return failed(error.code, error.details);
  logger.error('rpc.failed', { 'rpc.method': method, ...errorFields(error) });
  return failed('INTERNAL', {});
};

/** Within the call's span, whose trace the fault is found by. */
const remember = (name: string, { scope, correlationId }: CallContext, error: unknown): never => {
  if (isOwnFault(error)) rememberFault({ organizationId: scope?.organizationId, origin: 'call', name, error, correlationId });
  throw error;
};

const contextOf = async (headers: CallHeaders, verify: ActorVerifier, clock: Clock): Promise<CallContext> => {
  const correlationId = headers.correlation ?? newId();
  if (!headers.actor) return { scope: undefined, correlationId };
  const actor = await verify(headers.actor, clock.now().getTime());
  const command = headers.command ? { command: headers.command } : {};
  return { scope: { ...actor, correlationId, causationId: headers.causation ?? correlationId, ...command }, correlationId };
};

/** Runs a command once, however often it is asked for; tests of calls alone have no database to remember it in. */
export type Once = <T>(scope: Scope | undefined, work: () => Promise<T>) => Promise<T>;
export type Answering = Readonly<{
  verify: ActorVerifier;
  mayCall: MayCall;
  clock: Clock;
  once?: Once | undefined;
  failAt?: FailAt | undefined;
}>;

export const answerCall = (entry: ActionEntry, { verify, mayCall, clock, once = (_scope, work) => work(), failAt }: Answering) => {
  const method = entry.contract.name;
  const attributes = { 'rpc.system.name': 'moleculer', 'rpc.method': method };
  return async (params: unknown, headers: CallHeaders): Promise<RawJson> => {
    const started = monotonicMs();
    inflight.inc({ rpc_method: method });
    let error_type = '';
    try {
      return await withSpan(method, { kind: SpanKind.SERVER, attributes, traceparent: headers.traceparent }, async () => {
        const context = await contextOf(headers, verify, clock);
        const { role, actorId } = context.scope ?? {};
        if (role === 'SERVICE' && !mayCall(actorId ?? '', method)) throw new AppError('PERMISSION_DENIED', { action: method });
        const output = await once(context.scope, () => entry.run(params, context)).catch((error: unknown) =>
          remember(method, context, error),
        );
        logger.debug('rpc.answered', {
          'rpc.method': method,
          org_id: context.scope?.organizationId,
          correlation_id: context.correlationId,
        });
        if (context.scope?.command) failAt?.('rpc.beforeAnswer');
        return new RawJson(JSON.stringify(output));
      });
    } catch (error) {
      error_type = errorType(error);
      return answerOfError(error, method);
    } finally {
      inflight.dec({ rpc_method: method });
      serverDuration.observe({ rpc_system_name: 'moleculer', rpc_method: method, error_type }, (monotonicMs() - started) / 1_000);
    }
  };
};

// ---- asking

/** Nobody answers, in time or at all: the caller may try again, what the call would have done is unknown. */
const transportFault = (error: unknown): boolean =>
  error instanceof Errors.ServiceNotFoundError ||
  error instanceof Errors.ServiceNotAvailableError ||
  error instanceof Errors.RequestTimeoutError ||
  error instanceof Errors.RequestRejectedError;

const unavailable = (contract: ActionContract, cause: unknown): AppError =>
  new AppError('SERVICE_UNAVAILABLE', { service: contract.service, retryAfter: 2 }, { cause });

const appErrorOf = ({ text }: RawJson): AppError => {
  const { code, details } = JSON.parse(text) as { code: unknown; details: ErrorDetails };
  return new AppError(isErrorCode(code) ? code : 'INTERNAL', details);
};

export type RpcClientOptions = Readonly<{ broker: ServiceBroker; sign: ActorSigner; clock: Clock }>;

export const rpcClient = ({ broker, sign }: RpcClientOptions): { call: Call; callRaw: CallRaw } => {
  const headersOf = async (callee: string, caller: Caller, { actorToken, command }: CallExtras): Promise<CallHeaders> => {
    const traceparent = currentTraceparent();
    const common = { correlation: caller.correlationId, ...(traceparent ? { traceparent } : {}) };
    if (!isScope(caller)) return common;
    return { ...common, actor: actorToken ?? (await sign(caller, callee)), causation: caller.causationId, ...(command ? { command } : {}) };
  };

  const ask = async (contract: ActionContract, input: unknown, caller: Caller, extras: CallExtras): Promise<RawJson> => {
    const headers = await headersOf(contract.service, caller, extras);
    const to = extras.node === undefined ? {} : { nodeID: extras.node };
    return broker.call<RawJson, unknown>(contract.name, input, { headers, timeout: contract.timeoutMs, ...to } as never);
  };

  /** A repeatable call gets a second try: of two replicas one may just have died. */
  const twice = async (contract: ActionContract, input: unknown, caller: Caller, extras: CallExtras): Promise<RawJson> => {
    try {
      return await ask(contract, input, caller, extras);
    } catch (error) {
      if (!transportFault(error)) throw error;
      if (!contract.idempotent || error instanceof Errors.RequestTimeoutError) throw unavailable(contract, error);
      return ask(contract, input, caller, extras).catch((second: unknown) => {
        throw transportFault(second) ? unavailable(contract, second) : second;
      });
    }
  };

  const callRaw: CallRaw = async (contract, input, caller, extras = {}) => {
    const started = monotonicMs();
    let error_type = '';
    try {
      const attributes = { 'rpc.system.name': 'moleculer', 'rpc.method': contract.name };
      const answer = await withSpan(contract.name, { kind: SpanKind.CLIENT, attributes }, () => twice(contract, input, caller, extras));
      if (answer.failed) throw appErrorOf(answer);
      return answer;
    } catch (error) {
      error_type = errorType(error);
      throw error;
    } finally {
      clientDuration.observe({ rpc_system_name: 'moleculer', rpc_method: contract.name, error_type }, (monotonicMs() - started) / 1_000);
    }
  };

  const call: Call = async (contract, input, caller) => JSON.parse((await callRaw(contract, input, caller)).text);
  return { call, callRaw };
};
