import { SpanKind } from '@opentelemetry/api';
import { Errors, type ServiceBroker } from 'moleculer';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { monotonicMs } from '../clock.ts';
import type { ActionContract, OutputOf } from '../contracts/define.ts';
import { AppError, type ErrorDetails, isAppError } from '../errors/app-error.ts';
import { type ErrorCode, isErrorCode } from '../errors/codes.ts';
import { newId } from '../ids.ts';
import { errorFields, logger } from '../telemetry/logger.ts';
import { currentTraceparent, withSpan } from '../telemetry/trace.ts';
import type { ActorSigner, ActorVerifier } from './actor.ts';
import type { ActionEntry, CallContext } from './handle.ts';
import { RawJson } from './raw-json.ts';
import { clientDuration, errorType, inflight, serverDuration } from './rpc-metrics.ts';
import type { Scope } from './scope.ts';

/** Context of a call, carried beside the parameters. `ctx.meta` is not used: a callee may overwrite its caller's. */
type CallHeaders = { actor?: string; correlation: string; causation?: string; traceparent?: string };

export type Caller = Scope | Readonly<{ correlationId: string }>;
export type Call = <A extends ActionContract>(contract: A, input: z.input<A['input']>, caller: Caller) => Promise<OutputOf<A>>;
/** `actorToken` spares signing when the caller holds a fresh one. Failures throw, as with `Call`. */
export type CallRaw = (contract: ActionContract, input: unknown, caller: Caller, actorToken?: string) => Promise<RawJson>;

const isScope = (caller: Caller): caller is Scope => 'organizationId' in caller;

// ---- answering

const failed = (code: ErrorCode, details: ErrorDetails): RawJson => new RawJson(JSON.stringify({ code, details }), true);

const answerOfError = (error: unknown, method: string): RawJson => {
  if (isAppError(error)) return failed(error.code, error.details);
  logger.error('rpc.failed', { 'rpc.method': method, ...errorFields(error) });
  return failed('INTERNAL', {});
};

const contextOf = async (headers: CallHeaders, verify: ActorVerifier, clock: Clock): Promise<CallContext> => {
  const correlationId = headers.correlation ?? newId();
  if (!headers.actor) return { scope: undefined, correlationId };
  const actor = await verify(headers.actor, clock.now().getTime());
  return { scope: { ...actor, correlationId, causationId: headers.causation ?? correlationId }, correlationId };
};

export const answerCall = (entry: ActionEntry, verify: ActorVerifier, clock: Clock) => {
  const method = entry.contract.name;
  const attributes = { 'rpc.system.name': 'moleculer', 'rpc.method': method };
  return async (params: unknown, headers: CallHeaders): Promise<RawJson> => {
    const started = monotonicMs();
    inflight.inc({ rpc_method: method });
    let error_type = '';
    try {
      return await withSpan(method, { kind: SpanKind.SERVER, attributes, traceparent: headers.traceparent }, async () =>
        new RawJson(JSON.stringify(await entry.run(params, await contextOf(headers, verify, clock)))));
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
  error instanceof Errors.ServiceNotFoundError || error instanceof Errors.ServiceNotAvailableError ||
  error instanceof Errors.RequestTimeoutError || error instanceof Errors.RequestRejectedError;

const unavailable = (contract: ActionContract, cause: unknown): AppError =>
  new AppError('SERVICE_UNAVAILABLE', { service: contract.service, retryAfter: 2 }, { cause });

const appErrorOf = ({ text }: RawJson): AppError => {
  const { code, details } = JSON.parse(text) as { code: unknown; details: ErrorDetails };
  return new AppError(isErrorCode(code) ? code : 'INTERNAL', details);
};

export type RpcClientOptions = Readonly<{ broker: ServiceBroker; sign: ActorSigner; clock: Clock }>;

export const rpcClient = ({ broker, sign }: RpcClientOptions): { call: Call; callRaw: CallRaw } => {
  const headersOf = async (caller: Caller, actorToken?: string): Promise<CallHeaders> => {
    const traceparent = currentTraceparent();
    const common = { correlation: caller.correlationId, ...(traceparent ? { traceparent } : {}) };
    if (!isScope(caller)) return common;
    return { ...common, actor: actorToken ?? (await sign(caller)), causation: caller.causationId };
  };

  const once = async (contract: ActionContract, input: unknown, caller: Caller, actorToken?: string): Promise<RawJson> => {
    const headers = await headersOf(caller, actorToken);
    return broker.call<RawJson, unknown>(contract.name, input, { headers, timeout: contract.timeoutMs } as never);
  };

  /** A repeatable call gets a second try: of two replicas one may just have died. */
  const twice = async (contract: ActionContract, input: unknown, caller: Caller, actorToken?: string): Promise<RawJson> => {
    try {
      return await once(contract, input, caller, actorToken);
    } catch (error) {
      if (!transportFault(error)) throw error;
      if (!contract.idempotent || error instanceof Errors.RequestTimeoutError) throw unavailable(contract, error);
      return once(contract, input, caller, actorToken).catch((second: unknown) => {
        throw transportFault(second) ? unavailable(contract, second) : second;
      });
    }
  };

  const callRaw: CallRaw = async (contract, input, caller, actorToken) => {
    const started = monotonicMs();
    let error_type = '';
    try {
      const attributes = { 'rpc.system.name': 'moleculer', 'rpc.method': contract.name };
      const answer = await withSpan(contract.name, { kind: SpanKind.CLIENT, attributes }, () => twice(contract, input, caller, actorToken));
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
