import type { Role } from '../contracts/permissions.ts';

/**
 * Who acts, for whom, and why: first argument of every store call. Made from a verified actor token or from an event's
 * envelope, never from request data.
 */
export type Scope = Readonly<{
  organizationId: string;
  /** A user's id, or `service:<name>`. */
  actorId: string;
  role: Role | 'SERVICE';
  /** Plan limits as the gateway's entitlement projection had them when the token was signed; null means unlimited. */
  limits?: Readonly<Record<string, number | null>>;
  plan?: string;
  correlationId: string;
  causationId: string;
}>;
