import { AppError, fieldError } from '@crm-gtd/shared/errors/app-error.ts';
import { checkText } from '@crm-gtd/shared/json-text.ts';
import { forbiddenKey } from './body.ts';

const maxFields = 50;

const refuse = (path: string, code: string): AppError => new AppError('REQUEST_INVALID', { errors: [fieldError(path, code)] });

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw refuse('', 'malformed_query');
  }
};

const pairOf = (part: string): readonly [key: string, value: string] => {
  const at = part.indexOf('=');
  return at < 0 ? [decoded(part), ''] : [decoded(part.slice(0, at)), decoded(part.slice(at + 1))];
};

/** A key said twice has no one meaning, so it is refused; so are NUL, broken letters and the names that reach into prototypes. */
export const parseQuery = (search: string): Record<string, string> => {
  if (search.length <= 1) return {};
  const query: Record<string, string> = {};
  const parts = search
    .slice(1)
    .split('&')
    .filter((part) => part !== '');
  if (parts.length > maxFields) throw refuse('', 'too_many_keys');
  for (const [key, value] of parts.map(pairOf)) {
    if (forbiddenKey(key) || /[[\].]/.test(key)) throw refuse(key, 'forbidden_key');
    if (Object.hasOwn(query, key)) throw refuse(key, 'repeated');
    checkText(key, '');
    checkText(value, key);
    query[key] = value;
  }
  return query;
};
