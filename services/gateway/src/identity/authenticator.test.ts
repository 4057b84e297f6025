import type { Actor } from '@crm-gtd/shared/service/actor.ts';
import { describe, expect, test } from '@jest/globals';
import { firstEntitlement } from '../entitlements/entitlement.ts';
import { accessTokens } from './access-tokens.ts';
import { createAuthenticator } from './authenticator.ts';
import type { AccessState } from './sessions.store.ts';

const ids = {
  userId: '018f0000-0000-7000-8000-000000000001',
  organizationId: '018f0000-0000-7000-8000-000000000002',
  sessionId: '018f0000-0000-7000-8000-000000000003',
};
const member: AccessState = { role: 'MEMBER', timeZone: 'Europe/Warsaw', locale: 'pl', operator: false, entitlement: undefined };

const setUp = async () => {
  const time = { ms: Date.parse('2026-11-22T10:00:00Z') };
  const clock = { now: () => new Date(time.ms) };
  const tokens = accessTokens({ secret: 's'.repeat(40), lifetimeSeconds: 900 });
  const world = { state: member as AccessState | undefined, fault: undefined as Error | undefined, loads: 0, signed: [] as Actor[] };
  const authenticator = createAuthenticator({
    tokens,
    clock,
    firstEntitlement: firstEntitlement(),
    loadAccess: async () => {
      world.loads += 1;
      if (world.fault) throw world.fault;
      return world.state;
    },
    sign: async (actor) => {
      world.signed.push(actor);
      return `token ${world.signed.length}`;
    },
  });
  const { token } = await tokens.sign(ids, clock.now());
  return { time, world, authenticator, header: `Bearer ${token}` };
};

describe('an access token shown many times', () => {
  test('is looked up once in five seconds, and its actor token signed once in thirty', async () => {
    const { time, world, authenticator, header } = await setUp();
    for (let second = 0; second < 60; second += 1) {
      const identity = await authenticator.authenticate(header);
      await identity?.actorToken();
      time.ms += 1_000;
    }
    expect(world.loads).toBeLessThanOrEqual(11);
    expect(world.signed).toHaveLength(2);
  });

  test('by many at once is looked up again by one of them', async () => {
    const { time, world, authenticator, header } = await setUp();
    await authenticator.authenticate(header);
    time.ms += 6_000;
    await Promise.all(Array.from({ length: 20 }, () => authenticator.authenticate(header)));
    expect(world.loads).toBe(2);
  });

  test('speaks with the role of now, signed anew', async () => {
    const { time, world, authenticator, header } = await setUp();
    await (await authenticator.authenticate(header))?.actorToken();
    world.state = { ...member, role: 'GUEST' };
    time.ms += 6_000;
    const identity = await authenticator.authenticate(header);
    await identity?.actorToken();
    expect(identity?.actor.role).toBe('GUEST');
    expect(world.signed.map(({ role }) => role)).toEqual(['MEMBER', 'GUEST']);
  });

  test('is refused once the membership or the session is gone', async () => {
    const { time, world, authenticator, header } = await setUp();
    await authenticator.authenticate(header);
    world.state = undefined;
    time.ms += 6_000;
    await expect(authenticator.authenticate(header)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  test('is not believed on old knowledge while the database is away', async () => {
    const { time, world, authenticator, header } = await setUp();
    await authenticator.authenticate(header);
    world.fault = new Error('down');
    time.ms += 6_000;
    await expect(authenticator.authenticate(header)).rejects.toThrow('down');
    world.fault = undefined;
    await expect(authenticator.authenticate(header)).resolves.toBeDefined();
  });

  test('is forgotten at once when this process ends the session or changes the person', async () => {
    const { world, authenticator, header } = await setUp();
    for (const forget of [() => authenticator.forgetSession(ids.sessionId), () => authenticator.forgetUser(ids.userId)]) {
      await authenticator.authenticate(header);
      const before = world.loads;
      forget();
      await authenticator.authenticate(header);
      expect(world.loads).toBe(before + 1);
    }
  });

  test("carries the trial plan's limits until billing has told", async () => {
    const { authenticator, header } = await setUp();
    expect((await authenticator.authenticate(header))?.actor).toMatchObject({
      plan: 'PROFESSIONAL',
      limits: { users: 25 },
      timeZone: 'Europe/Warsaw',
      locale: 'pl',
    });
  });
});

test('F6: the actor carries what the plan allows, and a plan that ended is known at the next look', async () => {
  const { world, authenticator, header, time } = await setUp();
  expect((await authenticator.authenticate(header))?.actor.access).toBe('full');
  world.state = { ...member, entitlement: { plan: 'STARTER', access: 'readOnly', limits: {} } };
  time.ms += 6_000;
  expect((await authenticator.authenticate(header))?.actor.access).toBe('readOnly');
});

test('a token of the secret before is believed while it is being changed', async () => {
  const now = new Date('2026-11-22T10:00:00Z');
  const old = accessTokens({ secret: 'o'.repeat(40), lifetimeSeconds: 900 });
  const { token } = await old.sign(ids, now);
  const both = accessTokens({ secret: 'n'.repeat(40), previousSecret: 'o'.repeat(40), lifetimeSeconds: 900 });
  await expect(both.verify(token, now)).resolves.toMatchObject(ids);
  await expect(accessTokens({ secret: 'n'.repeat(40), lifetimeSeconds: 900 }).verify(token, now)).rejects.toMatchObject({
    code: 'TOKEN_INVALID',
  });
});
