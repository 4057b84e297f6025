import type { Role } from '../contracts/permissions.ts';

/** A write whose caller may repeat it after a lost answer: the id is the same each time, and stands for caller, key and content. */
export type Command = Readonly<{ id: string; repeated: boolean }>;

/**
 * Who acts, for whom, and why: first argument of every store call. Made from a verified actor token or from an event's
 * envelope, never from request data.
 */
export type Scope = Readonly<{
  organizationId: string;
  /** A user's id, or `service:<name>`. */
  actorId: string;
  role: Role | 'SERVICE';
  /** The user's time zone, for "today"; `Europe/Warsaw` when no person acts. */
  timeZone?: string;
  locale?: 'pl' | 'en';
  /** Plan limits as the gateway's entitlement projection had them when the token was signed; null means unlimited. */
  limits?: Readonly<Record<string, number | null>>;
  plan?: string;
  /** Runs the installation: may ask what belongs to no organization. */
  operator?: boolean;
  /** What the organization's plan allows: `readOnly` refuses every write whose contract does not say `whileReadOnly`. Absent is full. */
  access?: 'full' | 'readOnly';
  correlationId: string;
  causationId: string;
  /** Not passed on to further services: what they do is part of this service's answer. */
  command?: Command;
}>;

export type ServiceScopeOptions = Readonly<{ service: string; organizationId: string; correlationId: string; causationId: string }> &
  Readonly<{ access?: Scope['access'] | undefined }>;

/**
 * The scope of a consumer or job: it acts for one organization in the service's own name. What it does on account of a call is
 * bound by the access of that call; what follows from an event is the effect of a write that was accepted, and goes through.
 */
export const serviceScope = ({ service, organizationId, correlationId, causationId, access }: ServiceScopeOptions): Scope => ({
  organizationId,
  actorId: `service:${service}`,
  role: 'SERVICE',
  correlationId,
  causationId,
  ...(access ? { access } : {}),
});
