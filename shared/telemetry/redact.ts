/** Keys whose values never reach a log line, whatever they hold. */
const secretKey = /pass(word)?|token|authorization|cookie|secret|api[-_]?key|iban|pesel|nip|e?mail|phone|private/i;
/** Values that are secrets whatever their key: bearer tokens, JWTs, card numbers, URLs with credentials, addresses. */
const secretValue = [
  /eyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]{5,}/g,
  /\bBearer\s+[\w.~+/=-]+/gi,
  /\b(?:\d[ -]?){13,19}\b/g,
  /(?<=:\/\/)[^/\s:@]+:[^/\s@]+(?=@)/g,
  /[\w.+-]+@[\w-]+\.[\w.-]+/g,
];
const mask = '[redacted]';

/** Without one of these no pattern above can match: most values of a log line are cleared by this one look. */
const suspicious = /eyJ|bearer|@|(?:\d[ -]?){13}/i;
/** Our own ids, whose digits may look like a card's. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const cleanText = (text: string): string =>
  !suspicious.test(text) || uuid.test(text) ? text : secretValue.reduce((cleaned, pattern) => cleaned.replace(pattern, mask), text);

/** Keys come from the code, so they are few; a foreign object's keys must not fill the memory. */
const knownKeys = new Map<string, boolean>();
const isSecret = (key: string): boolean => {
  const known = knownKeys.get(key);
  if (known !== undefined) return known;
  const secret = secretKey.test(key);
  if (knownKeys.size < 2_000) knownKeys.set(key, secret);
  return secret;
};

const clean = (value: unknown, depth: number): unknown => {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 6) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => clean(item, depth + 1));
  return redactAt(value as Record<string, unknown>, depth + 1);
};

const redactAt = (fields: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> => {
  const cleaned: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) cleaned[key] = isSecret(key) ? mask : clean(fields[key], depth);
  return cleaned;
};

/** Copies `fields` with secrets masked, by key and by the shape of the value. */
export const redact = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => redactAt(fields, 0);
