/** `crypto.randomUUID` needs a secure context, which a self-hosted installation in an office network may not have. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
