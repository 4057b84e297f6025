import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

const issuer = 'crm-gtd';
const audience = 'crm-gtd-api';
const typ = 'at+jwt';

const Claims = z.object({ sub: z.uuid(), org: z.uuid().optional(), sid: z.uuid(), exp: z.int() });

/** Whom a token speaks for. The role is not in it: it is read afresh, so that a change needs no new token. */
export type AccessClaims = Readonly<{
  userId: string;
  /** Absent for an account that belongs to no organization. */
  organizationId: string | undefined;
  sessionId: string;
  expiresAtMs: number;
}>;

export type AccessTokens = Readonly<{
  sign(claims: Omit<AccessClaims, 'expiresAtMs'>, now: Date): Promise<{ token: string; expiresAt: Date }>;
  verify(token: string, now: Date): Promise<AccessClaims>;
}>;

export type AccessTokenSettings = Readonly<{ secret: string; previousSecret?: string | undefined; lifetimeSeconds: number }>;

const keyOf = (secret: string): Uint8Array => new TextEncoder().encode(secret);

const read = async (token: string, key: Uint8Array, now: Date): Promise<AccessClaims> => {
  const { payload, protectedHeader } = await jwtVerify(token, key, {
    algorithms: ['HS256'],
    issuer,
    audience,
    typ,
    currentDate: now,
    requiredClaims: ['iat', 'exp'],
  });
  // We never write kid, jku, jwk or x5u: a token that names its own key is not ours, whatever its signature.
  if (Object.keys(protectedHeader).some((name) => name !== 'alg' && name !== 'typ')) throw new AppError('TOKEN_INVALID');
  const { sub, org, sid, exp } = Claims.parse(payload);
  return { userId: sub, organizationId: org, sessionId: sid, expiresAtMs: exp * 1_000 };
};

export const accessTokens = ({ secret, previousSecret, lifetimeSeconds }: AccessTokenSettings): AccessTokens => {
  const key = keyOf(secret);
  const keys = previousSecret ? [key, keyOf(previousSecret)] : [key];
  return {
    sign: async ({ userId, organizationId, sessionId }, now) => {
      const expiresAt = new Date((Math.floor(now.getTime() / 1_000) + lifetimeSeconds) * 1_000);
      const token = await new SignJWT({ ...(organizationId ? { org: organizationId } : {}), sid: sessionId })
        .setProtectedHeader({ alg: 'HS256', typ })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setIssuedAt(now)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAt };
    },
    verify: async (token, now) => {
      const results = await Promise.allSettled(keys.map((candidate) => read(token, candidate, now)));
      const good = results.find((result) => result.status === 'fulfilled');
      if (good) return good.value;
      throw new AppError('TOKEN_INVALID');
    },
  };
};
