import type { ActionContract } from '@crm-gtd/shared/contracts/define.ts';
import type { z } from 'zod';
import { apiBase } from './base.ts';

export type RequestOf<A> = A extends ActionContract<infer I, z.ZodType> ? z.input<I> : never;
export type BuiltRequest = Readonly<{ method: string; url: string; headers: Record<string, string>; body: string | FormData | undefined }>;

const queryMethods = new Set(['GET', 'DELETE']);

const queryOf = (rest: ReadonlyMap<string, unknown>): string => {
  const query = new URLSearchParams();
  for (const [key, value] of rest) if (value !== undefined && value !== null && value !== '') query.set(key, String(value));
  const text = query.toString();
  return text ? `?${text}` : '';
};

/** A contract and its input as HTTP: path parameters out of the input, `expectedVersion` as If-Match, the rest as query or JSON. */
export const buildRequest = (
  contract: ActionContract,
  input: Readonly<Record<string, unknown>>,
  options: { file?: File | undefined; idempotencyKey?: string | undefined } = {},
): BuiltRequest => {
  if (!contract.http) throw new Error(`${contract.name} has no HTTP route`);
  const { method } = contract.http;
  const rest = new Map(Object.entries(input));
  const headers: Record<string, string> = { accept: 'application/json' };
  const path = contract.http.path.replace(/\{(\w+)\}/g, (_match, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  const version = rest.get('expectedVersion');
  rest.delete('expectedVersion');
  if (version !== undefined) headers['if-match'] = `"${String(version)}"`;
  if (method !== 'GET' && options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey;
  if (queryMethods.has(method)) return { method, url: `${apiBase}${path}${queryOf(rest)}`, headers, body: undefined };
  if (options.file) {
    const form = new FormData();
    form.set('file', options.file);
    return { method, url: `${apiBase}${path}`, headers, body: form };
  }
  headers['content-type'] = 'application/json';
  return { method, url: `${apiBase}${path}`, headers, body: JSON.stringify(Object.fromEntries(rest)) };
};
