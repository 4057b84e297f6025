import type { Clock } from '@crm-gtd/shared/clock.ts';
import { actorSigner } from '@crm-gtd/shared/service/actor.ts';
import type { ActionEntry } from '@crm-gtd/shared/service/handle.ts';
import type { Redis } from 'ioredis';
import type { GatewayConfig } from '../config.ts';
import type { GatewayDb } from '../db.ts';
import type { Entitlement } from '../entitlements/entitlement.ts';
import { refreshCookie } from '../http/cookies.ts';
import type { LocalEntry } from '../http/local-entry.ts';
import type { OriginRules } from '../http/origins.ts';
import { createLimit } from '../http/rate-limit.ts';
import { accessTokens } from './access-tokens.ts';
import { accountActions } from './account.actions.ts';
import { type Authenticator, createAuthenticator } from './authenticator.ts';
import type { IdentityTools } from './identity-tools.ts';
import { createPasswords } from './passwords.ts';
import { profileActions } from './profile.actions.ts';
import { resetActions } from './reset.actions.ts';
import { sessionActions } from './session.actions.ts';
import { accessLoader } from './sessions.store.ts';
import { signInActions } from './sign-in.actions.ts';

export type IdentityOptions = Readonly<{
  config: GatewayConfig;
  db: GatewayDb;
  redis: Redis;
  clock: Clock;
  origins: OriginRules;
  firstEntitlement: Entitlement;
}>;

export type IdentityModule = Readonly<{
  authenticator: Authenticator;
  tools: IdentityTools;
  http: readonly LocalEntry[];
  actions: readonly ActionEntry[];
}>;

const loginLimits = (redis: Redis, { LOGIN_LIMIT_ACCOUNT, LOGIN_LIMIT_IP, RATE_LIMIT_WINDOW_SECONDS: windowSeconds }: GatewayConfig) => ({
  account: createLimit(redis, { name: 'login', prefix: 'rl:login:account', points: LOGIN_LIMIT_ACCOUNT, windowSeconds }),
  address: createLimit(redis, { name: 'login', prefix: 'rl:login:ip', points: LOGIN_LIMIT_IP, windowSeconds }),
});

export const identityModule = ({ config, db, redis, clock, origins, firstEntitlement }: IdentityOptions): IdentityModule => {
  const signer = actorSigner('gateway', config.ACTOR_PRIVATE_KEY);
  const tokens = accessTokens({
    secret: config.JWT_SECRET,
    previousSecret: config.JWT_SECRET_PREVIOUS,
    lifetimeSeconds: config.ACCESS_TOKEN_SECONDS,
  });
  const sign = async (actor: Parameters<Awaited<typeof signer>>[0]): Promise<string> => (await signer)(actor);
  const authenticator = createAuthenticator({ tokens, loadAccess: accessLoader(db), sign, firstEntitlement, clock });
  const passwords = createPasswords(config.BCRYPT_ROUNDS);
  const tools: IdentityTools = {
    db,
    clock,
    passwords,
    tokens,
    authenticator,
    origins,
    cookie: refreshCookie(config.PUBLIC_URL.startsWith('https:'), config.BASE_PATH),
    limits: loginLimits(redis, config),
    sessions: { idleDays: config.REFRESH_IDLE_DAYS, maxDays: config.SESSION_MAX_DAYS, graceSeconds: config.REFRESH_GRACE_SECONDS },
    refreshSecret: config.JWT_REFRESH_SECRET,
    sellsPlans: firstEntitlement.status !== 'unsold',
  };
  return {
    authenticator,
    tools,
    http: [...signInActions(tools), ...sessionActions(tools), ...accountActions(tools), ...resetActions(tools)],
    actions: profileActions({ db, clock, forgetUser: authenticator.forgetUser }),
  };
};
