import type { IncomingMessage } from 'node:http';
import { AppError, isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { checkJsonText, checkText, invalidBody } from '@crm-gtd/shared/json-text.ts';

const poison = new Set(['__proto__', 'constructor', 'prototype']);

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

const checkValues = (value: unknown, path: string): void => {
  if (typeof value === 'string') {
    checkText(value, path);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (poison.has(key)) throw invalidBody('forbidden_key', at);
    checkText(key, path);
    checkValues(inner, at);
  }
};

/** Only a text that spells a NUL, half a letter or one of the three names is walked; every other body costs one scan. */
const suspicious = /\\u0000|\\u00[567]|\\ud[89a-f]|__proto__|constructor|prototype/i;

/** A mark at the beginning stays, and is no JSON. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const decoded = (bytes: Buffer): string => {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw invalidBody('invalid_utf8', '', cause);
  }
};

/** A JSON object or nothing; everything else is refused as a whole. */
export const parseJsonObject = (bytes: Buffer): Record<string, unknown> => {
  if (bytes.length === 0) return {};
  const text = decoded(bytes);
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidBody('not_an_object');
  if (suspicious.test(text)) checkValues(value, '');
  return value as Record<string, unknown>;
};

const parse = (text: string): unknown => {
  try {
    checkJsonText(text);
    return JSON.parse(text);
  } catch (error) {
    throw isAppError(error) ? error : invalidBody('invalid_json', '', error);
  }
};

export const checkJsonMediaType = (request: IncomingMessage): void => {
  const type = request.headers['content-type'];
  if (type === undefined || !/^application\/json(;\s*charset="?utf-8"?)?\s*$/i.test(type)) {
    throw new AppError('MEDIA_TYPE_UNSUPPORTED', { accepts: 'application/json' });
  }
};

export const forbiddenKey = (key: string): boolean => poison.has(key);
