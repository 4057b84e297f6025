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

const clean = (value: unknown, depth: number): unknown => {
  if (typeof value === 'string') return secretValue.reduce((text, pattern) => text.replace(pattern, mask), value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 6) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => clean(item, depth + 1));
  return redactAt(value as Record<string, unknown>, depth + 1);
};

const redactAt = (fields: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, secretKey.test(key) ? mask : clean(value, depth)]),
  );

/** Copies `fields` with secrets masked, by key and by the shape of the value. */
export const redact = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => redactAt(fields, 0);
