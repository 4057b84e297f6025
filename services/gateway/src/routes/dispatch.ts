import type { ActionContract } from '@crm-gtd/shared/contracts/define.ts';
import { mayAccess } from '@crm-gtd/shared/contracts/permissions.ts';
import { allActions } from '@crm-gtd/shared/contracts/registry.ts';
import { AppError, type AppErrorLike, isAppError, kindOf } from '@crm-gtd/shared/errors/app-error.ts';
import { checkAccess, parseInput } from '@crm-gtd/shared/service/handle.ts';
import type { CallRaw, Once } from '@crm-gtd/shared/service/rpc.ts';
import type { Command, Scope } from '@crm-gtd/shared/service/scope.ts';
import { trace } from '@opentelemetry/api';
import type { Request, Response } from 'express';
import { type Body, type FilePart, streamFile, writeAnswer } from '../http/answer.ts';
import { checkJsonMediaType, parseJsonObject, readBody } from '../http/body.ts';
import { versionOf } from '../http/etag.ts';
import { type Answer, fingerprintOf, type Idempotency, keyOf } from '../http/idempotency.ts';
import type { HttpCallContext, LocalEntry } from '../http/local-entry.ts';
import { parseQuery } from '../http/query.ts';
import { type Limit, limitKey } from '../http/rate-limit.ts';
import { contextOf, type RequestContext } from '../http/request-context.ts';
import type { Authenticator, Identity } from '../identity/authenticator.ts';
import { inputReader, type RequestParts } from './request-input.ts';
import type { RetiredAt } from './retired-routes.ts';
import { apiBase, isMatch, type Match, type Route, type RouteTable } from './route-table.ts';

/** A route that is no plain action: it gets the request once it is authenticated, limited and permitted. */
export type SpecialHandler = (request: Request, response: Response, call: Admitted) => Promise<void>;
export type Admitted = Readonly<{ match: Match; identity: Identity | undefined; scope: Scope | undefined; context: RequestContext }>;

export type DispatchParts = Readonly<{
  table: RouteTable;
  /** Asked when no route is found. */
  retired: RetiredAt;
  authenticator: Authenticator;
  limits: Readonly<{ ip: Limit; user: Limit }>;
  idempotency: Idempotency;
  local: ReadonlyMap<string, LocalEntry>;
  callRaw: CallRaw;
  once: Once;
  /** By route, and by transport for contracts. */
  special: ReadonlyMap<Route, SpecialHandler>;
  upload: SpecialHandler;
}>;

/** Public routes take note of a good token and overlook a bad one: a stale tab must be able to sign in. */
const identify = async ({ authenticator, limits }: DispatchParts, request: Request, { route }: Match): Promise<Identity | undefined> => {
  const isPublic = route.permission === 'public';
  const presented = request.headers.authorization;
  const found = await authenticator.authenticate(presented).catch(async (error: unknown) => {
    if (isPublic) return undefined;
    await limits.ip.take(limitKey(contextOf(request).ip));
    throw error;
  });
  await (found ? limits.user.take(found.claims.userId) : limits.ip.take(limitKey(contextOf(request).ip)));
  if (!found && !isPublic) throw new AppError('TOKEN_INVALID');
  return found;
};

/** Who belongs to no organization reaches what concerns his own account. */
const checkOrganization = ({ permission, contract }: Route, identity: Identity | undefined): void => {
  if (permission === 'public' || !identity || identity.claims.organizationId !== undefined) return;
  if (!contract?.withoutOrganization) throw new AppError('ORGANIZATION_REQUIRED');
};

const checkPermission = ({ permission }: Route, identity: Identity | undefined): void => {
  if (permission === 'public') return;
  const actor = identity?.actor;
  if (!actor || actor.role === 'SERVICE' || !mayAccess({ role: actor.role, operator: actor.operator }, permission))
    throw new AppError('PERMISSION_DENIED', { permission });
};

const scopeOf = (identity: Identity | undefined, context: RequestContext): Scope | undefined =>
  identity && { ...identity.actor, correlationId: context.correlationId, causationId: context.requestId };

const nameSpan = (method: string, route: Route): void => {
  const span = trace.getActiveSpan();
  span?.setAttribute('http.route', `${apiBase}${route.path}`);
  span?.updateName(`${method} ${apiBase}${route.path}`);
};

const admit = async (parts: DispatchParts, request: Request, match: Match): Promise<Admitted> => {
  const context = contextOf(request);
  context.route = `${apiBase}${match.route.path}`;
  nameSpan(request.method, match.route);
  const identity = await identify(parts, request, match);
  context.userId = identity?.claims.userId;
  context.organizationId = identity?.claims.organizationId;
  checkOrganization(match.route, identity);
  checkPermission(match.route, identity);
  if (match.route.contract) checkAccess(match.route.contract, identity?.actor);
  return { match, identity, scope: scopeOf(identity, context), context };
};

const readers = new WeakMap<ActionContract, (parts: RequestParts) => Record<string, unknown>>();
const readerOf = (contract: ActionContract): ((parts: RequestParts) => Record<string, unknown>) => {
  const reader = readers.get(contract) ?? inputReader(contract);
  readers.set(contract, reader);
  return reader;
};

const nobody = Buffer.alloc(0);
const takesBody = (method: string): boolean => method === 'POST' || method === 'PATCH' || method === 'PUT';
const hasBody = ({ headers }: Request): boolean => headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

const bodyOf = async (request: Request, contract: ActionContract): Promise<Buffer> => {
  if (!hasBody(request)) return nobody;
  if (!takesBody(request.method))
    throw new AppError('REQUEST_INVALID', { errors: [{ path: '', code: 'unexpected_body', message: 'unexpected_body' }] });
  checkJsonMediaType(request);
  return readBody(request, contract.maxBodyBytes);
};

const searchOf = (url: string): string => {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at);
};

/** Own actions run here, others' through the bus with the actor token; either way the answer is JSON text. */
const perform = async (
  parts: DispatchParts,
  contract: ActionContract,
  input: Record<string, unknown>,
  context: HttpCallContext,
): Promise<Body> => {
  const own = parts.local.get(contract.name);
  if (own) return JSON.stringify((await parts.once(context.scope, () => own.run(input, context))) ?? null);
  parseInput(contract, input);
  const { identity, scope, correlationId } = context;
  const extras = { actorToken: identity && (await identity.actorToken()), command: scope?.command };
  return (await parts.callRaw(contract, input, scope ?? { correlationId }, extras)).content;
};

/** The route that answers what a command answers: the same shape, found by one id. */
const readerOfSame = (parts: DispatchParts, { service, output }: ActionContract): ActionContract | undefined =>
  allActions.find(
    (other) =>
      other.http?.method === 'GET' &&
      other.service === service &&
      other.output === output &&
      !parts.local.has(other.name) &&
      Object.keys(other.input.shape).length === 1,
  );

/** The command was carried out, and only its answer is missing: the thing is read as it is now. What has no such route stays a conflict that says so. */
const readBack = async (parts: DispatchParts, contract: ActionContract, applied: AppErrorLike, context: HttpCallContext): Promise<Body> => {
  const reader = readerOfSame(parts, contract);
  const [field] = Object.keys(reader?.input.shape ?? {});
  for (const id of (applied.details['changed'] ?? []) as string[]) {
    if (!reader || field === undefined) break;
    const found = await perform(parts, reader, { [field]: id }, context).catch(unlessMissing);
    if (found !== undefined) return found;
  }
  throw applied;
};

const unlessMissing = (error: unknown): undefined => {
  if (!isAppError(error) || kindOf(error.code) !== 'notFound') throw error;
};

const performOnce = async (
  parts: DispatchParts,
  contract: ActionContract,
  input: Record<string, unknown>,
  context: HttpCallContext,
  command?: Command,
): Promise<Body> => {
  const { scope } = context;
  try {
    return await perform(parts, contract, input, command && scope ? { ...context, scope: { ...scope, command } } : context);
  } catch (error) {
    if (isAppError(error) && error.code === 'IDEMPOTENCY_APPLIED') return readBack(parts, contract, error, context);
    throw error;
  }
};

/** Who asks is not known at a public route, so nothing is kept for him. */
const keepsAnswers = (method: string, { permission }: Route): boolean => permission !== 'public' && method !== 'GET' && method !== 'HEAD';

const runAction = async (
  parts: DispatchParts,
  request: Request,
  response: Response,
  contract: ActionContract,
  admitted: Admitted,
): Promise<void> => {
  const { identity, scope, context, match } = admitted;
  const body = await bodyOf(request, contract);
  const query = parseQuery(searchOf(request.url));
  const ifMatch = request.headers['if-match'];
  const input = readerOf(contract)({ params: match.params, query, body: parseJsonObject(body), version: versionOf(ifMatch) });
  const call: HttpCallContext = { scope, correlationId: context.correlationId, request, response, ip: context.ip, identity };
  const work = async (command?: Command): Promise<Answer> => ({
    status: contract.status,
    body: String(await performOnce(parts, contract, input, call, command)),
  });
  const key = scope && keepsAnswers(request.method, match.route) ? keyOf(request.headers['idempotency-key']) : undefined;
  if (!key || !scope) {
    const answer = await performOnce(parts, contract, input, call);
    if (contract.transport !== 'file') return writeAnswer(response, contract, contract.status, answer);
    return streamFile(response, contract.status, JSON.parse(String(answer)) as FilePart, (part) =>
      perform(parts, contract, { ...input, part }, call),
    );
  }
  const fingerprint = fingerprintOf({ method: request.method, url: request.url, ifMatch: ifMatch ?? '', body });
  const { answer, replayed } = await parts.idempotency(
    { scope, key, fingerprint, holdMs: contract.timeoutMs, secret: contract.secretAnswer },
    work,
  );
  if (replayed) response.setHeader('Idempotent-Replayed', 'true');
  writeAnswer(response, contract, answer.status, answer.body);
};

const pathOf = (url: string): string => {
  const at = url.indexOf('?');
  return at < 0 ? url : url.slice(0, at);
};

const found = (parts: DispatchParts, request: Request, response: Response): Match => {
  const path = pathOf(request.url);
  const match = parts.table.match(request.method, path);
  if (match && isMatch(match)) return match;
  const { successor, since } = parts.retired(request.method, path) ?? {};
  if (successor) throw new AppError('ROUTE_RETIRED', { successor, since });
  if (!match) throw new AppError('NOT_FOUND');
  response.setHeader('Allow', match.allowed.join(', '));
  throw new AppError('METHOD_NOT_ALLOWED', { allowed: match.allowed });
};

/** Every request to the API: find the route, who asks, whether he may still and at all, then run it. */
export const dispatcher =
  (parts: DispatchParts) =>
  async (request: Request, response: Response): Promise<void> => {
    const match = found(parts, request, response);
    const admitted = await admit(parts, request, match);
    const { contract } = match.route;
    const special = parts.special.get(match.route) ?? (contract?.transport === 'upload' ? parts.upload : undefined);
    if (special) return special(request, response, admitted);
    if (!contract) throw new AppError('NOT_FOUND');
    await runAction(parts, request, response, contract, admitted);
  };
