import type { IncomingMessage } from 'node:http';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';

/** Deeper nesting is no request of ours; it would only make every later walk expensive. */
const maxDepth = 20;
const poison = new Set(['__proto__', 'constructor', 'prototype']);

const invalid = (code: string, path = ''): AppError => new AppError('REQUEST_INVALID', { errors: [{ path, code, message: code }] });

/** Collects the body up to `limit` bytes. The server's request timeout cuts whoever sends too slowly. */
export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer> => {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new AppError('BODY_TOO_LARGE', { limit });
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new AppError('MEDIA_TYPE_UNSUPPORTED', { contentEncoding: 'identity' });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new AppError('BODY_TOO_LARGE', { limit });
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
};

/** Refused by the text alone, before anything is built from it. */
const checkDepth = (text: string): void => {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === 0x5c) at += 1;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) {
      depth += 1;
      if (depth > maxDepth) throw invalid('too_deep');
    } else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
};

const checkValues = (value: unknown, path: string): void => {
  if (typeof value === 'string') {
    if (value.includes('\u0000')) throw invalid('nul', path);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (poison.has(key)) throw invalid('forbidden_key', at);
    if (key.includes('\u0000')) throw invalid('nul', path);
    checkValues(inner, at);
  }
};

/** Only a text that spells a NUL or one of the three names is walked; every other body costs one scan. */
const suspicious = /\\u0000|\\u00[567]|__proto__|constructor|prototype/i;

/** A JSON object or nothing; everything else is refused as a whole. */
export const parseJsonObject = (bytes: Buffer): Record<string, unknown> => {
  if (bytes.length === 0) return {};
  const text = bytes.toString('utf8');
  checkDepth(text);
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('not_an_object');
  if (suspicious.test(text)) checkValues(value, '');
  return value as Record<string, unknown>;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('REQUEST_INVALID', { errors: [{ path: '', code: 'invalid_json', message: 'invalid_json' }] }, { cause });
  }
};

export const checkJsonMediaType = (request: IncomingMessage): void => {
  const type = request.headers['content-type'];
  if (type === undefined || !/^application\/json(;\s*charset="?utf-8"?)?\s*$/i.test(type)) {
    throw new AppError('MEDIA_TYPE_UNSUPPORTED', { accepts: 'application/json' });
  }
};

export const forbiddenKey = (key: string): boolean => poison.has(key);
