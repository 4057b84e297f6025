import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '@crm-gtd/shared/clock.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import type { Actor, ActorSigner } from '@crm-gtd/shared/service/actor.ts';
import { counter } from '@crm-gtd/shared/telemetry/metrics.ts';
import { allowedAccess, type Entitlement, inForce } from '../entitlements/entitlement.ts';
import type { AccessClaims, AccessTokens } from './access-tokens.ts';
import type { AccessState, LoadAccess } from './sessions.store.ts';

/** Who made a request, checked. */
export type Identity = Readonly<{
  claims: AccessClaims;
  actor: Actor;
  /** A signed actor token with at least half its life before it. */
  actorToken(): Promise<string>;
}>;

export type Authenticator = Readonly<{
  /** Undefined without a bearer token; throws TOKEN_INVALID for one that does not hold, MEMBERSHIP_ENDED for one of a removed member. */
  authenticate(authorization: string | undefined): Promise<Identity | undefined>;
  forgetUser(userId: string): void;
  forgetSession(sessionId: string): void;
}>;

export type AuthenticatorOptions = Readonly<{
  tokens: AccessTokens;
  loadAccess: LoadAccess;
  sign: ActorSigner;
  firstEntitlement: Entitlement;
  clock: Clock;
  /** A role change, a new plan or the end of a session takes effect on other replicas after so long. */
  trustMs?: number;
}>;

/** Mutable: one per access token, renewed in place. */
type Entry = {
  claims: AccessClaims;
  actor: Actor;
  checkedAtMs: number;
  checking: Promise<void> | undefined;
  signed: { token: Promise<string>; actor: Actor; atMs: number } | undefined;
};

const cacheRequests = counter('cache_requests_total');
const countCache = (outcome: 'hit' | 'miss' | 'stale' | 'error'): void => cacheRequests.inc({ cache: 'access', outcome });

const cacheSize = 10_000;
const actorTokenReuseMs = 30_000;

const bearerOf = (authorization: string | undefined): string | undefined => {
  if (authorization === undefined) return undefined;
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
  if (!token) throw new AppError('TOKEN_INVALID');
  return token;
};

/** An account without organization acts for itself alone: where others name theirs it names itself, and no row anywhere has that. */
const ownActor = ({ userId }: AccessClaims, { timeZone, locale }: AccessState): Actor => ({
  organizationId: userId,
  actorId: userId,
  role: 'GUEST',
  timeZone,
  locale,
});

const actorOf = (claims: AccessClaims, state: AccessState, first: Entitlement): Actor => {
  if (claims.organizationId === undefined) return ownActor(claims, state);
  if (state.role === undefined) throw new AppError('MEMBERSHIP_ENDED');
  const { plan, limits, access } = inForce(state.entitlement, first);
  return {
    organizationId: claims.organizationId,
    actorId: claims.userId,
    role: state.role,
    timeZone: state.timeZone,
    locale: state.locale,
    limits,
    plan,
    ...(state.operator ? { operator: true } : {}),
    access: allowedAccess(access),
  };
};

/**
 * Verifies an access token once and remembers it until it expires; what it may do is asked of the database again every few
 * seconds. When that fails the request fails: nobody passes on old rights because the database is away.
 */
export const createAuthenticator = (options: AuthenticatorOptions): Authenticator => {
  const { tokens, loadAccess, sign, firstEntitlement, clock, trustMs = 5_000 } = options;
  const entries = new Map<string, Entry>();
  const nowMs = (): number => clock.now().getTime();

  const stateOf = async (claims: AccessClaims): Promise<Actor> => {
    const state = await loadAccess(claims);
    if (!state) throw new AppError('TOKEN_INVALID');
    return actorOf(claims, state, firstEntitlement);
  };

  const admit = async (token: string): Promise<Entry> => {
    const claims = await tokens.verify(token, clock.now());
    const entry: Entry = { claims, actor: await stateOf(claims), checkedAtMs: nowMs(), checking: undefined, signed: undefined };
    if (entries.size >= cacheSize) entries.delete(entries.keys().next().value as string);
    entries.set(token, entry);
    return entry;
  };

  const recheck = (token: string, entry: Entry): Promise<void> => {
    entry.checking ??= stateOf(entry.claims)
      .then((actor) => {
        // The same rights keep the token that was signed for them.
        if (!isDeepStrictEqual(actor, entry.actor)) entry.actor = actor;
        entry.checkedAtMs = nowMs();
      })
      .catch((error: unknown) => {
        entries.delete(token);
        countCache('error');
        throw error;
      })
      .finally(() => {
        entry.checking = undefined;
      });
    return entry.checking;
  };

  const actorToken = (entry: Entry): Promise<string> => {
    const fresh = entry.signed && entry.signed.actor === entry.actor && nowMs() - entry.signed.atMs < actorTokenReuseMs;
    if (entry.signed && fresh) return entry.signed.token;
    entry.signed = { token: sign(entry.actor), actor: entry.actor, atMs: nowMs() };
    entry.signed.token.catch(() => {
      entry.signed = undefined;
    });
    return entry.signed.token;
  };

  const forget = (matches: (claims: AccessClaims) => boolean): void => {
    for (const [token, { claims }] of entries) if (matches(claims)) entries.delete(token);
  };

  return {
    authenticate: async (authorization) => {
      const token = bearerOf(authorization);
      if (!token) return undefined;
      const known = entries.get(token);
      countCache(!known ? 'miss' : nowMs() - known.checkedAtMs > trustMs ? 'stale' : 'hit');
      const entry = known ?? (await admit(token));
      if (entry.claims.expiresAtMs <= nowMs()) {
        entries.delete(token);
        throw new AppError('TOKEN_INVALID');
      }
      if (nowMs() - entry.checkedAtMs > trustMs) await recheck(token, entry);
      return { claims: entry.claims, actor: entry.actor, actorToken: () => actorToken(entry) };
    },
    forgetUser: (userId) => forget((claims) => claims.userId === userId),
    forgetSession: (sessionId) => forget((claims) => claims.sessionId === sessionId),
  };
};
