import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { importPKCS8, SignJWT } from 'jose';
import { newId } from '../ids.ts';
import { makeActorKeys } from '../testing/actor-keys.ts';
import { type Actor, type ActorVerifier, actorSigner, actorVerifier } from './actor.ts';

const keys = makeActorKeys();
const organizationId = newId();
const user: Actor = { organizationId, actorId: newId(), role: 'MEMBER', limits: { contacts: 10, users: null }, plan: 'STARTER' };
const now = (): number => performance.timeOrigin + performance.now();
let verify: ActorVerifier;

beforeAll(async () => {
  verify = await actorVerifier(keys.publicKeys);
});

const forged = async (
  claims: Record<string, unknown>,
  options: { key?: string; kid?: string; iss?: string; alg?: 'EdDSA'; typ?: string; exp?: string; aud?: string } = {},
): Promise<string> => {
  const pem = Buffer.from(options.key ?? keys.privateKeyOf('crm'), 'base64').toString('utf8');
  return new SignJWT({ org: organizationId, role: 'OWNER', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ: options.typ ?? 'actor+jwt', kid: options.kid ?? 'crm' })
    .setIssuer(options.iss ?? 'crm')
    .setAudience(options.aud ?? 'crm-gtd')
    .setSubject(newId())
    .setExpirationTime(options.exp ?? '60s')
    .sign(await importPKCS8(pem, 'EdDSA'));
};

describe('actor tokens', () => {
  test('carry a user the gateway vouches for', async () => {
    const sign = await actorSigner('gateway', keys.privateKeyOf('gateway'));
    expect(await verify(await sign(user), now())).toEqual(user);
  });

  test('carry a service that speaks for itself', async () => {
    const sign = await actorSigner('gtd', keys.privateKeyOf('gtd'));
    const actor: Actor = { organizationId, actorId: 'service:gtd', role: 'SERVICE' };
    expect(await verify(await sign(actor), now())).toEqual(actor);
  });

  test('F8: of a service are for the service they were made for, and of no use to another', async () => {
    const sign = await actorSigner('gtd', keys.privateKeyOf('gtd'));
    const actor: Actor = { organizationId, actorId: 'service:gtd', role: 'SERVICE' };
    const token = await sign(actor, 'crm');
    const [crm, billing] = [await actorVerifier(keys.publicKeys, 'crm'), await actorVerifier(keys.publicKeys, 'billing')];
    expect(await crm(token, now())).toEqual(actor);
    await expect(billing(token, now())).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    // An old copy of a service that runs beside the new ones during an update says no callee.
    expect(await billing(await sign(actor), now())).toEqual(actor);
  });

  test('are forgotten when they expire, although they were verified before', async () => {
    const sign = await actorSigner('gateway', keys.privateKeyOf('gateway'));
    const token = await sign(user);
    await verify(token, now());
    const late = await actorVerifier(keys.publicKeys);
    await late(token, now());
    const expired = await forged({}, { exp: '-1s' });
    await expect(late(expired, now())).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  test.each([
    ['none at all', async () => undefined],
    ['text', async () => 'abc.def.ghi'],
    ['a user minted by a service', () => forged({})],
    [
      'a service that names itself another',
      async () => (await actorSigner('crm', keys.privateKeyOf('crm')))({ organizationId, actorId: 'service:billing', role: 'SERVICE' }),
    ],
    ["the gateway's name over a service's key", () => forged({}, { kid: 'gateway', iss: 'gateway' })],
    ["a service's key that claims the gateway issued it", () => forged({}, { iss: 'gateway' })],
    [
      'an unknown key',
      () =>
        forged(
          {},
          {
            kid: 'mallory',
            key: Buffer.from(generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })).toString('base64'),
          },
        ),
    ],
    ['another kind of token', () => forged({}, { typ: 'at+jwt' })],
    ['another audience', () => forged({}, { aud: 'elsewhere' })],
    [
      'alg none',
      async () =>
        `${Buffer.from('{"alg":"none","typ":"actor+jwt","kid":"gateway"}').toString('base64url')}.${Buffer.from(JSON.stringify({ iss: 'gateway', sub: newId(), org: organizationId, role: 'OWNER', aud: 'crm-gtd', exp: 9_999_999_999 })).toString('base64url')}.`,
    ],
  ])('are refused: %s', async (_title, make) => {
    await expect(verify(await make(), now())).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });
});
