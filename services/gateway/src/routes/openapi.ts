import type { ActionContract } from '@crm-gtd/shared/contracts/define.ts';
import { allActions } from '@crm-gtd/shared/contracts/registry.ts';
import { retiredRoutes } from '@crm-gtd/shared/contracts/retired.ts';
import { type ErrorCode, errorCodes } from '@crm-gtd/shared/errors/codes.ts';
import { z } from 'zod';
import { codesOf, everywhere, statusesOf } from './route-errors.ts';
import { eventStreamRoute, parameterNames, routesOf, webhookRoute } from './route-table.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json;
  return rest;
};

const problemRef = { $ref: '#/components/schemas/Problem' };
const problem = (description: string): Json => ({ description, content: { 'application/problem+json': { schema: problemRef } } });

const retryAfter: Json = {
  'Retry-After': { description: 'Seconds to wait before asking again.', schema: { type: 'integer', minimum: 1 } },
};

/** Errors of one status together, with the codes that tell them apart. */
const answersOf = (codes: readonly ErrorCode[]): Json =>
  Object.fromEntries(
    statusesOf(codes).map(({ status, codes: found, retryable }) => [
      String(status),
      {
        ...problem(found.map((code) => `${code}: ${errorCodes[code].meaning}`).join('\n\n')),
        ...(retryable ? { headers: retryAfter } : {}),
      },
    ]),
  );

const goodAnswer = (contract: ActionContract): Json => {
  if (contract.status === 204) return { description: 'Done' };
  if (contract.transport === 'binary')
    return { description: 'The bytes', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } };
  if (contract.transport === 'file') return { description: 'A download', content: { 'text/csv': { schema: { type: 'string' } } } };
  return {
    description: contract.summary || 'The answer',
    content: { 'application/json': { schema: schemaOf(contract.output, 'output') } },
  };
};

type Fields = { properties: Readonly<Record<string, Json>>; required: readonly string[] };

const inputFields = (contract: ActionContract): Fields => {
  const { properties = {}, required = [] } = schemaOf(contract.input, 'input') as Partial<Fields>;
  return { properties, required };
};

const inPath = (name: string, schema: Json): Json => ({ name, in: 'path', required: true, schema });
const inQuery = (name: string, schema: Json, required: boolean): Json => ({ name, in: 'query', required, schema });
const ifMatch: Json = {
  name: 'If-Match',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: 'The ETag last seen; a stale one gets 412.',
};
const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 200 },
  description: 'The same key gives the same answer for a day.',
};

const parametersOf = (contract: ActionContract, path: string, method: string, { properties, required }: Fields): Json[] => {
  const names = parameterNames(path);
  const fixed = names.map((name) => inPath(name, properties[name] ?? { type: 'string' }));
  const versioned = 'expectedVersion' in properties ? [ifMatch] : [];
  if (method === 'GET') {
    const asked = Object.entries(properties).filter(([name]) => !names.includes(name));
    return [...fixed, ...asked.map(([name, schema]) => inQuery(name, schema, required.includes(name))), ...versioned];
  }
  return [...fixed, ...versioned, ...(contract.permission === 'public' ? [] : [idempotencyKey])];
};

const upload: Json = {
  required: true,
  content: {
    'multipart/form-data': { schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] } },
  },
};

const bodyOf = (contract: ActionContract, path: string, method: string, { properties, required }: Fields): Json => {
  if (contract.transport === 'upload') return { requestBody: upload };
  if (method === 'GET' || method === 'DELETE') return {};
  const names = parameterNames(path);
  const kept = Object.entries(properties).filter(([name]) => !names.includes(name));
  if (kept.length === 0) return {};
  const needed = required.filter((name) => !names.includes(name));
  const schema = {
    type: 'object',
    properties: Object.fromEntries(kept),
    additionalProperties: false,
    ...(needed.length > 0 ? { required: needed } : {}),
  };
  return { requestBody: { required: needed.length > 0, content: { 'application/json': { schema } } } };
};

const operationOf = (contract: ActionContract, path: string, method: string): Json => {
  const fields = inputFields(contract);
  return {
    operationId: contract.name.replace(/^v1\./, ''),
    tags: [contract.service],
    summary: contract.summary || contract.name,
    description: contract.permission === 'public' ? 'Public.' : `Permission: \`${contract.permission}\`.`,
    security: contract.permission === 'public' ? [] : [{ bearer: [] }],
    parameters: parametersOf(contract, path, method, fields),
    ...bodyOf(contract, path, method, fields),
    responses: { [String(contract.status)]: goodAnswer(contract), ...answersOf(codesOf(contract)) },
  };
};

const otherPaths: Json = {
  [eventStreamRoute.path]: {
    get: {
      operationId: 'gateway.events.stream',
      tags: ['gateway'],
      summary: 'Server-sent events of the organization; resumes by Last-Event-ID.',
      security: [{ bearer: [] }],
      parameters: [{ name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string', format: 'uuid' } }],
      responses: {
        200: { description: 'The stream', content: { 'text/event-stream': { schema: { type: 'string' } } } },
        ...answersOf([...everywhere, 'TOKEN_INVALID', 'PERMISSION_DENIED']),
      },
    },
  },
  [webhookRoute.path]: {
    post: {
      operationId: 'billing.webhooks.receive',
      tags: ['billing'],
      summary: 'Signed notifications of a payment provider.',
      security: [],
      parameters: [inPath('provider', { type: 'string', enum: ['sandbox', 'stripe'] })],
      responses: {
        200: { description: 'Taken' },
        ...answersOf([...everywhere, 'BILLING_WEBHOOK_SIGNATURE', 'BODY_TOO_LARGE', 'MEDIA_TYPE_UNSUPPORTED']),
      },
    },
  },
};

/** What is gone goes on to be listed, so that a reader of the document learns what followed it. */
const retiredPaths = (): Record<string, Json> => {
  const paths: Record<string, Json> = {};
  for (const { action, route, since, successor } of retiredRoutes) {
    const [method = '', path = ''] = route.split(' ');
    const operation = {
      operationId: action.replace(/^v1\./, ''),
      tags: [action.split('.')[1]],
      summary: `Retired on ${since}: call ${successor}.`,
      deprecated: true,
      security: [],
      parameters: parameterNames(path).map((name) => inPath(name, { type: 'string' })),
      responses: answersOf(['ROUTE_RETIRED']),
    };
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation };
  }
  return paths;
};

const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'traceId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(errorCodes) },
    traceId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/** The whole API as the contracts state it; nothing in it is written by hand twice. */
export const openApiDocument = (actions: readonly ActionContract[] = allActions, base = '/api/v1'): Json => {
  const paths = retiredPaths();
  for (const { method, path, contract } of routesOf(actions)) {
    if (contract) paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(contract, path, method) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'CRM-GTD Smart',
      version: '1',
      description: 'Lists answer `{ items, nextCursor }`; errors are problem+json with a `code`.',
    },
    servers: [{ url: base }],
    paths: { ...paths, ...otherPaths },
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
};
