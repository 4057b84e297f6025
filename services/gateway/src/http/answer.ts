import { once } from 'node:events';
import type { ActionContract } from '@crm-gtd/shared/contracts/define.ts';
import { AppError, isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { errorFields, logger } from '@crm-gtd/shared/telemetry/logger.ts';
import { isOwnFault, rememberFault } from '@crm-gtd/shared/telemetry/recent-errors.ts';
import type { Request, Response } from 'express';
import { etagOf } from './etag.ts';
import { problemOf, retryAfterOf } from './problem.ts';
import { contextOf } from './request-context.ts';

const json = 'application/json; charset=utf-8';

const send = (response: Response, status: number, type: string, body: string | Buffer): void => {
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(response.req.method === 'HEAD' ? undefined : body);
};

/** Only a name from a closed alphabet stands in a header; everything else travels in its encoded form. */
const disposition = (fileName: string): string => {
  const plain =
    fileName
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/[^\w.-]+/g, '_')
      .slice(0, 100) || 'file';
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName.slice(0, 200)).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)}`;
};

type Download = Readonly<{ fileName: string; contentType: string; text: string }>;
type Binary = Readonly<{ contentType: string; bytesBase64: string }>;

export type FilePart = Download & Readonly<{ nextPart?: number | null }>;

const sendFile = (response: Response, status: number, { fileName, contentType, text }: Download): void => {
  response.setHeader('Content-Disposition', disposition(fileName));
  send(response, status, contentType, text);
};

/**
 * A download of several parts is one file to the caller: each is fetched once the one before has left, so that the gateway holds one.
 * A part that fails cuts the connection, for a file that ends early must not look whole.
 */
export async function streamFile(
  response: Response,
  status: number,
  first: FilePart,
  fetch: (part: number) => Promise<Body>,
): Promise<void> {
  if (!first.nextPart) return sendFile(response, status, first);
  response.statusCode = status;
  response.setHeader('Content-Disposition', disposition(first.fileName));
  response.setHeader('Content-Type', first.contentType);
  if (response.req.method === 'HEAD') return void response.end();
  for (let part: FilePart | undefined = first; part !== undefined && !response.destroyed; ) {
    if (!response.write(part.text)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    part = part.nextPart ? (JSON.parse(String(await fetch(part.nextPart))) as FilePart) : undefined;
  }
  response.end();
}

/** JSON: text of an action of ours, the bytes of another service's. */
export type Body = string | Buffer;

/** The one place where an action's answer becomes bytes. JSON passes as the text the service made; it is read only when something in it is needed. */
export const writeAnswer = (response: Response, contract: ActionContract, status: number, body: Body): void => {
  if (contract.transport === 'file') {
    sendFile(response, status, JSON.parse(String(body)) as Download);
    return;
  }
  if (contract.transport === 'binary') {
    const { contentType, bytesBase64 } = JSON.parse(String(body)) as Binary;
    send(response, status, contentType, Buffer.from(bytesBase64, 'base64'));
    return;
  }
  if (status === 204) {
    response.statusCode = 204;
    response.end();
    return;
  }
  if (!versioned(contract)) {
    send(response, status, json, body);
    return;
  }
  const text = String(body);
  const { version } = JSON.parse(text) as { version?: number };
  if (version !== undefined) response.setHeader('ETag', etagOf(version));
  send(response, status, json, text);
};

const shapesWithVersion = new WeakMap<ActionContract, boolean>();
const versioned = (contract: ActionContract): boolean => {
  const known = shapesWithVersion.get(contract);
  if (known !== undefined) return known;
  const shape = (contract.output as { shape?: Record<string, unknown> }).shape;
  const answer = shape !== undefined && 'version' in shape;
  shapesWithVersion.set(contract, answer);
  return answer;
};

/** Express's own faults of reading a request carry a status below 500; the rest is ours and goes to the log with its stack. */
const recognised = (error: unknown): unknown => {
  if (isAppError(error) || typeof error !== 'object' || error === null || !('status' in error)) return error;
  if (error.status === 413) return new AppError('BODY_TOO_LARGE');
  return typeof error.status === 'number' && error.status < 500 ? new AppError('REQUEST_INVALID', { errors: [] }) : error;
};

const rememberHttpFault = (request: Request, error: unknown): void => {
  const { route, organizationId, traceId, correlationId } = contextOf(request);
  rememberFault({ organizationId, origin: 'http', name: `${request.method} ${route}`, error, traceId, correlationId });
};

/** As much as nginx lets through; it arrives within the server's request timeout or not at all. */
const readAwayBytes = 11_000_000;

/**
 * A connection that ends with a body unread is reset, and the reset overtakes the answer: nginx would tell 502 instead of it. So the
 * rest is read and thrown away, unless it is more than anybody honest sends.
 */
const leaveBody = (request: Request, response: Response): void => {
  if (Number(request.headers['content-length'] ?? Number.NaN) <= readAwayBytes) request.resume();
  else response.setHeader('Connection', 'close');
};

export const writeProblem = (request: Request, response: Response, fault: unknown): void => {
  const error = recognised(fault);
  const context = contextOf(request);
  const problem = problemOf(error, context);
  context.errorCode = problem.code;
  if (isOwnFault(error)) rememberHttpFault(request, error);
  if (!isAppError(error)) logger.error('http.failed', { route: context.route, request_id: context.requestId, ...errorFields(error) });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const wait = retryAfterOf(problem);
  if (wait !== undefined) response.setHeader('Retry-After', String(wait));
  if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (!request.complete) leaveBody(request, response);
  send(response, problem.status, 'application/problem+json; charset=utf-8', JSON.stringify(problem));
};
