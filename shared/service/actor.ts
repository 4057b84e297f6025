import { importPKCS8, importSPKI, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { Role } from '../contracts/permissions.ts';
import { AppError } from '../errors/app-error.ts';
import { newId } from '../ids.ts';
import type { Scope } from './scope.ts';

/**
 * Actor tokens: what one service believes another about who acts. Signed by the caller's own Ed25519 key, 60 s long.
 * Only the gateway can vouch for a user; a service can only speak for itself, so that no service can mint a user.
 */
const audience = 'crm-gtd';
const lifetimeSeconds = 60;
const userIssuer = 'gateway';
const audienceOf = (service: string): string => `${audience}:${service}`;
const cacheSize = 5_000;

const Claims = z.object({
  iss: z.string(),
  sub: z.string(),
  org: z.uuid(),
  role: z.union([Role, z.literal('SERVICE')]),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  tz: z.string().optional(),
  loc: z.enum(['pl', 'en']).optional(),
  lim: z.record(z.string(), z.number().nullable()).optional(),
  plan: z.string().optional(),
  op: z.boolean().optional(),
  acc: z.enum(['full', 'readOnly']).optional(),
});

/** A scope without its causation, which differs per request and travels beside the token. */
export type Actor = Omit<Scope, 'correlationId' | 'causationId'>;

/** `callee`: a service's own token is for that service alone, so that whoever receives it cannot use it elsewhere. */
export type ActorSigner = (actor: Actor, callee?: string) => Promise<string>;
export type ActorVerifier = (token: string | undefined, nowMs: number) => Promise<Actor>;

const pem = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8');

const claimsOf = (actor: Actor): Record<string, unknown> => ({
  org: actor.organizationId,
  role: actor.role,
  ...(actor.timeZone ? { tz: actor.timeZone } : {}),
  ...(actor.locale ? { loc: actor.locale } : {}),
  ...(actor.limits ? { lim: actor.limits } : {}),
  ...(actor.plan ? { plan: actor.plan } : {}),
  ...(actor.operator ? { op: true } : {}),
  ...(actor.access ? { acc: actor.access } : {}),
});

export const actorSigner = async (service: string, privateKeyBase64: string): Promise<ActorSigner> => {
  const key = await importPKCS8(pem(privateKeyBase64), 'EdDSA');
  return (actor, callee) =>
    new SignJWT(claimsOf(actor))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'actor+jwt', kid: service })
      .setIssuer(service)
      .setAudience(actor.role === 'SERVICE' && callee ? [audience, audienceOf(callee)] : audience)
      .setSubject(actor.actorId)
      .setJti(newId())
      .setIssuedAt()
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(key);
};

const mayClaim = (claims: z.infer<typeof Claims>): boolean =>
  claims.role === 'SERVICE' ? claims.sub === `service:${claims.iss}` : claims.iss === userIssuer;

/** A plain audience is that of a release from before callees were named, which may still run beside this one. */
const isFor = (service: string | undefined, { aud }: z.infer<typeof Claims>): boolean =>
  service === undefined || !Array.isArray(aud) || aud.includes(audienceOf(service));

const actorOf = (claims: z.infer<typeof Claims>): Actor => ({
  organizationId: claims.org,
  actorId: claims.sub,
  role: claims.role,
  ...(claims.tz ? { timeZone: claims.tz } : {}),
  ...(claims.loc ? { locale: claims.loc } : {}),
  ...(claims.lim ? { limits: claims.lim } : {}),
  ...(claims.plan ? { plan: claims.plan } : {}),
  // Only a person is granted it, so only the gateway may say it.
  ...(claims.op && claims.iss === userIssuer ? { operator: true } : {}),
  ...(claims.acc ? { access: claims.acc } : {}),
});

/** `publicKeysJson`: service name → SPKI PEM in base64; `service`: who verifies, and must be meant where a token names whom it is for. Verified tokens are remembered until they expire, since a signature costs more than a small read. */
export const actorVerifier = async (publicKeysJson: string, service?: string): Promise<ActorVerifier> => {
  const entries = Object.entries(JSON.parse(publicKeysJson) as Record<string, string>);
  const keys = new Map(await Promise.all(entries.map(async ([name, key]) => [name, await importSPKI(pem(key), 'EdDSA')] as const)));
  const verified = new Map<string, { actor: Actor; expiresAtMs: number }>();

  const verify = async (token: string): Promise<{ actor: Actor; expiresAtMs: number }> => {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      (header) => {
        const key = header.kid ? keys.get(header.kid) : undefined;
        if (!key) throw new AppError('TOKEN_INVALID');
        return key;
      },
      { audience, algorithms: ['EdDSA'], typ: 'actor+jwt' },
    );
    const claims = Claims.parse(payload);
    if (protectedHeader.kid !== claims.iss || !mayClaim(claims) || !isFor(service, claims)) throw new AppError('TOKEN_INVALID');
    return { actor: actorOf(claims), expiresAtMs: claims.exp * 1_000 };
  };

  return async (token, nowMs) => {
    if (!token) throw new AppError('TOKEN_INVALID');
    const known = verified.get(token);
    if (known && known.expiresAtMs > nowMs) return known.actor;
    const entry = await verify(token).catch((cause: unknown) => {
      throw new AppError('TOKEN_INVALID', {}, { cause });
    });
    if (verified.size >= cacheSize) verified.clear();
    verified.set(token, entry);
    return entry.actor;
  };
};
