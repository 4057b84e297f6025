import { AppError, fieldError } from './errors/app-error.ts';

/** Deeper nesting or more parts are no request of ours; they would only make every later walk expensive. */
const maxDepth = 20;
const maxParts = 10_000;
const maxKeys = 500;

export const invalidBody = (code: string, path = '', cause?: unknown): AppError =>
  new AppError('REQUEST_INVALID', { errors: [fieldError(path, code)] }, cause === undefined ? {} : { cause });

/** The keys of each object that is open at this place; lists have none. */
type Scan = { open: (Set<string> | undefined)[]; parts: number };

const quote = 0x22;
const backslash = 0x5c;

const endOfString = (text: string, start: number): number => {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at;
};

const colon = /[ \t\r\n]*:/y;
const isKey = (text: string, end: number): boolean => {
  colon.lastIndex = end + 1;
  return colon.test(text);
};

/** `"a"` and `"\u0061"` are one key. */
const keyIn = (literal: string): string => (literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1));

const noteKey = ({ open }: Scan, literal: string): void => {
  const keys = open.at(-1);
  if (!keys) return;
  const key = keyIn(literal);
  // Readers differ in which of the two they believe, so neither is.
  if (keys.has(key)) throw invalidBody('duplicate_key', key);
  if (keys.size >= maxKeys) throw invalidBody('too_many_keys');
  keys.add(key);
};

const notePart = (scan: Scan): void => {
  scan.parts += 1;
  if (scan.parts > maxParts) throw invalidBody('too_large');
};

const noteOpening = (scan: Scan, isObject: boolean): void => {
  notePart(scan);
  scan.open.push(isObject ? new Set() : undefined);
  if (scan.open.length > maxDepth) throw invalidBody('too_deep');
};

const noteSign = (scan: Scan, char: string): void => {
  if (char === '{' || char === '[') noteOpening(scan, char === '{');
  else if (char === '}' || char === ']') scan.open.pop();
  else if (char === ',') notePart(scan);
};

/** Refused by the text alone, before anything is built from it. Whether it is JSON at all is the parser's matter. */
export const checkJsonText = (text: string): void => {
  const scan: Scan = { open: [], parts: 0 };
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) !== quote) noteSign(scan, text.charAt(at));
    else {
      const end = endOfString(text, at);
      if (isKey(text, end)) noteKey(scan, text.slice(at, end + 1));
      at = end;
    }
  }
};

/** What PostgreSQL cannot hold. */
export const checkText = (text: string, path: string): void => {
  if (text.includes('\u0000')) throw invalidBody('nul', path);
  if (!text.isWellFormed()) throw invalidBody('lone_surrogate', path);
};
