import { type Clock, monotonicMs } from '@crm-gtd/shared/clock.ts';
import { type ConsoleReply, ConsoleRequest, consoleCommands } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { AppError, isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { errorFields, logger } from '@crm-gtd/shared/telemetry/logger.ts';
import { isOwnFault, rememberFault } from '@crm-gtd/shared/telemetry/recent-errors.ts';
import { withSpan } from '@crm-gtd/shared/telemetry/trace.ts';
import { SpanKind, trace } from '@opentelemetry/api';
import type { WebSocket } from 'ws';
import type { Authenticator, Identity } from '../identity/authenticator.ts';
import { type ConsoleParts, runCommand } from './console.commands.ts';
import { parseLine } from './console.ts';
import { consoleCommandsTotal, consoleConnections } from './console-metrics.ts';

export type SessionOptions = ConsoleParts &
  Readonly<{
    authenticator: Authenticator;
    clock: Clock;
    /** The person's share of the API's own limit: a command costs what a request does. */
    takeFromLimit: (userId: string) => Promise<unknown>;
    authenticateMs: number;
    idleMs: number;
  }>;

/** Numbers of our own in the range the protocol leaves to applications. */
export const closeCode = { unauthenticated: 4401, forbidden: 4403, idle: 4408, tooMany: 4429, leaving: 1001, unsupported: 1003 } as const;

const windowMs = 10_000;
const perWindow = 20;
/** Who goes on after so many refusals is no person. */
const cutAt = 60;

type Session = {
  readonly id: string;
  readonly socket: WebSocket;
  readonly options: SessionOptions;
  token: string | undefined;
  identity: Identity | undefined;
  /** When the newest messages came. */
  recent: number[];
  timers: { authenticate: NodeJS.Timeout; idle?: NodeJS.Timeout; expiry?: NodeJS.Timeout };
  /** One message after the other, in the order they came. */
  last: Promise<void>;
};

const send = ({ socket }: Session, reply: ConsoleReply): void => {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(reply));
};

const stayAwake = (session: Session): void => {
  clearTimeout(session.timers.idle);
  session.timers.idle = setTimeout(() => session.socket.close(closeCode.idle, 'idle'), session.options.idleMs);
};

const sameCaller = (before: Identity, now: Identity): boolean =>
  before.claims.userId === now.claims.userId && before.claims.organizationId === now.claims.organizationId;

/** Every time anew, so that a lowered role, an ended session or an expired token holds for the next command. */
const identify = async (session: Session, token: string): Promise<Identity> => {
  const identity = await session.options.authenticator.authenticate(`Bearer ${token}`);
  if (!identity || (session.identity && !sameCaller(session.identity, identity))) throw new AppError('TOKEN_INVALID');
  return identity;
};

const authenticate = async (session: Session, token: string): Promise<void> => {
  const identity = await identify(session, token);
  if (!identity.actor.operator) throw new AppError('PERMISSION_DENIED');
  const first = session.identity === undefined;
  session.identity = identity;
  session.token = token;
  const { timers, options, socket } = session;
  clearTimeout(timers.authenticate);
  clearTimeout(timers.expiry);
  const left = Math.max(0, identity.claims.expiresAtMs - options.clock.now().getTime());
  timers.expiry = setTimeout(() => socket.close(closeCode.unauthenticated, 'expired'), left);
  if (!first) return;
  stayAwake(session);
  logger.info('console.opened', {
    session_id: session.id,
    user_id: identity.claims.userId,
    organization_id: identity.claims.organizationId,
  });
  send(session, { type: 'ready', commands: [...consoleCommands] });
};

const scopeOf = ({ actor }: Identity): Scope => {
  const id = newId();
  return { ...actor, correlationId: id, causationId: id };
};

const codeOf = (error: unknown) => (isAppError(error) ? error.code : 'INTERNAL');
const traceIdNow = (): string | null => trace.getActiveSpan()?.spanContext().traceId ?? null;

const answer = async (session: Session, identity: Identity, id: number, line: string): Promise<void> => {
  const call = parseLine(line);
  const command = call?.command ?? 'unknown';
  const scope = scopeOf(identity);
  try {
    await session.options.takeFromLimit(identity.claims.userId);
    if (!call) throw new AppError('CONSOLE_COMMAND_UNKNOWN');
    const table = await runCommand(session.options, scope, session.id, call);
    send(session, { type: 'result', id, command: call.command, table });
    consoleCommandsTotal.inc({ command, outcome: 'ok' });
  } catch (error) {
    const { organizationId, correlationId } = scope;
    if (isOwnFault(error)) rememberFault({ organizationId, origin: 'http', name: `console ${command}`, error, correlationId });
    if (!isAppError(error)) logger.error('console.failed', { command, ...errorFields(error) });
    consoleCommandsTotal.inc({ command, outcome: isOwnFault(error) ? 'failed' : 'refused' });
    // Only where there is something to look for.
    send(session, { type: 'error', id, code: codeOf(error), traceId: isOwnFault(error) ? traceIdNow() : null });
  }
};

const runLine = async (session: Session, id: number, line: string): Promise<void> => {
  if (session.token === undefined) throw new AppError('TOKEN_INVALID');
  const identity = await identify(session, session.token);
  stayAwake(session);
  await withSpan('console command', { kind: SpanKind.SERVER }, () => answer(session, identity, id, line));
};

const parsed = (text: string): ConsoleRequest | undefined => {
  try {
    return ConsoleRequest.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

const tooMany = (session: Session): boolean => {
  const now = monotonicMs();
  session.recent = [...session.recent.filter((at) => now - at < windowMs), now];
  if (session.recent.length > cutAt) session.socket.close(closeCode.tooMany, 'too many messages');
  return session.recent.length > perWindow;
};

const heard = async (session: Session, text: string): Promise<void> => {
  if (session.socket.readyState !== session.socket.OPEN) return;
  const request = parsed(text);
  if (request?.type === 'authenticate') return authenticate(session, request.token);
  if (session.identity === undefined) throw new AppError('TOKEN_INVALID');
  if (!request) return send(session, { type: 'error', id: null, code: 'REQUEST_INVALID', traceId: null });
  await runLine(session, request.id, request.line);
};

/** Whose rights are gone is told why and has nothing more to say here. */
const leave = (session: Session, error: unknown): void => {
  const code = codeOf(error);
  if (!isAppError(error)) logger.error('console.failed', errorFields(error));
  logger.info('console.refused', { session_id: session.id, 'error.code': code });
  send(session, { type: 'error', id: null, code, traceId: null });
  session.socket.close(code === 'PERMISSION_DENIED' ? closeCode.forbidden : closeCode.unauthenticated, code);
};

const onMessage = (session: Session, data: unknown, isBinary: boolean): void => {
  if (isBinary) session.socket.close(closeCode.unsupported, 'text only');
  else if (tooMany(session)) send(session, { type: 'error', id: null, code: 'RATE_LIMITED', traceId: null });
  else session.last = session.last.then(() => heard(session, String(data))).catch((error: unknown) => leave(session, error));
};

/** From the open socket to its end: first the token, then commands, until somebody leaves. */
export const startSession = (socket: WebSocket, options: SessionOptions): void => {
  const giveUp = setTimeout(() => socket.close(closeCode.unauthenticated, 'no token in time'), options.authenticateMs);
  const session: Session = {
    id: newId(),
    socket,
    options,
    token: undefined,
    identity: undefined,
    recent: [],
    timers: { authenticate: giveUp },
    last: Promise.resolve(),
  };
  consoleConnections.inc();
  socket.on('message', (data, isBinary) => onMessage(session, data, isBinary));
  socket.on('error', (error) => logger.warn('console.socket_error', { session_id: session.id, 'error.message': error.message }));
  socket.once('close', (code) => {
    for (const timer of Object.values(session.timers)) clearTimeout(timer);
    consoleConnections.dec();
    logger.info('console.closed', { session_id: session.id, code });
  });
};
