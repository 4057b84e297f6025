import { createHmac } from 'node:crypto';

/** Tells whether two requests came from one address, over restarts and replicas, and not from which. */
export type AddressHash = (ip: string) => string;

const remembered = 10_000;

export const addressHash = (secret: string): AddressHash => {
  const hashes = new Map<string, string>();
  return (ip) => {
    const known = hashes.get(ip);
    if (known) return known;
    const made = createHmac('sha256', secret).update(`address:${ip}`).digest('base64url').slice(0, 16);
    if (hashes.size >= remembered) hashes.clear();
    hashes.set(ip, made);
    return made;
  };
};
