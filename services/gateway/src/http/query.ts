import { parse } from 'node:querystring';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { forbiddenKey } from './body.ts';

const refuse = (path: string, code: string): AppError => new AppError('REQUEST_INVALID', { errors: [{ path, code, message: code }] });

/** A key said twice has no one meaning, so it is refused; so are NUL and the names that reach into prototypes. */
export const parseQuery = (search: string): Record<string, string> => {
  if (search.length <= 1) return {};
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(parse(search.slice(1), undefined, undefined, { maxKeys: 50 }))) {
    if (forbiddenKey(key) || /[[\].]/.test(key)) throw refuse(key, 'forbidden_key');
    if (Array.isArray(value)) throw refuse(key, 'repeated');
    if (value?.includes('\u0000')) throw refuse(key, 'nul');
    query[key] = value ?? '';
  }
  return query;
};
