import { type Role, roles } from '@crm-gtd/shared/contracts/permissions.ts';
import { describe, expect, test } from '@jest/globals';
import { checkRoom, firstEntitlement, inForce, unsoldEntitlement } from '../entitlements/entitlement.ts';
import { add, changeRole, remove } from './membership.ts';

const membership = (role: Role) => ({
  id: '018f0000-0000-7000-8000-000000000001',
  userId: '018f0000-0000-7000-8000-000000000002',
  role,
  version: 3,
});
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'ok';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('roles', () => {
  test.each(roles.flatMap((actor) => roles.map((role) => [actor, role] as const)))('%s gives %s', (actor, role) => {
    const above = roles.indexOf(role) < roles.indexOf(actor);
    expect(codeOf(() => add(membership(role), { actorRole: actor }))).toBe(above ? 'ROLE_ABOVE_OWN' : 'ok');
    expect(codeOf(() => remove(membership(role), { actorRole: actor, owners: 2 }))).toBe(above ? 'ROLE_ABOVE_OWN' : 'ok');
  });

  test('the only owner can be neither lowered nor removed', () => {
    expect(codeOf(() => changeRole(membership('OWNER'), { role: 'ADMIN' }, { actorRole: 'OWNER', owners: 1 }))).toBe('LAST_OWNER');
    expect(codeOf(() => remove(membership('OWNER'), { actorRole: 'OWNER', owners: 1 }))).toBe('LAST_OWNER');
    expect(codeOf(() => changeRole(membership('OWNER'), { role: 'OWNER' }, { actorRole: 'OWNER', owners: 1 }))).toBe('ok');
  });

  test('no change tells nothing; a change moves the version on', () => {
    expect(changeRole(membership('MEMBER'), { role: 'MEMBER' }, { actorRole: 'OWNER', owners: 1 }).events).toEqual([]);
    expect(changeRole(membership('MEMBER'), { role: 'ADMIN', expectedVersion: 3 }, { actorRole: 'OWNER', owners: 1 }).next.version).toBe(4);
    expect(codeOf(() => changeRole(membership('MEMBER'), { role: 'ADMIN', expectedVersion: 2 }, { actorRole: 'OWNER', owners: 1 }))).toBe(
      'VERSION_STALE',
    );
  });
});

describe('room in the plan', () => {
  const starter = { ...firstEntitlement({ users: 3 }), plan: 'STARTER' };
  test('there is, up to the limit', () => {
    expect([0, 2].map((current) => codeOf(() => checkRoom(starter, 'users', current)))).toEqual(['ok', 'ok']);
    expect(codeOf(() => checkRoom(starter, 'users', 3))).toBe('PLAN_LIMIT_REACHED');
  });
  test.each(['restricted', 'readOnly'] as const)('with %s access there are no new seats, but other rows', (access) => {
    expect(codeOf(() => checkRoom({ ...starter, access }, 'users', 1))).toBe('PLAN_LIMIT_REACHED');
    expect(codeOf(() => checkRoom({ ...starter, access, limits: { contacts: 10 } }, 'contacts', 1))).toBe('ok');
  });
  test('without a limit there always is', () => {
    expect(codeOf(() => checkRoom({ ...starter, limits: { users: null } }, 'users', 1_000_000))).toBe('ok');
  });
});

describe('F6: where nothing is sold', () => {
  const ended = { ...firstEntitlement(), access: 'readOnly' as const, limits: { users: 1, contacts: 1 } };

  test('what is configured holds, whatever billing once told', () => {
    const unsold = unsoldEntitlement({ users: 7 });
    expect(inForce(ended, unsold)).toMatchObject({ access: 'full', limits: { users: 7 }, plan: 'NONE' });
    expect(inForce(ended, firstEntitlement())).toMatchObject({ access: 'readOnly', limits: { users: 1 } });
    expect(inForce(undefined, firstEntitlement())).toMatchObject({ access: 'full' });
  });

  test('no plan is named that would lift a limit', () => {
    try {
      checkRoom(unsoldEntitlement({ users: 7 }), 'users', 7);
      expect('refused').toBe('allowed');
    } catch (error) {
      expect(error).toMatchObject({ code: 'PLAN_LIMIT_REACHED', details: { allowed: 7, liftedBy: null } });
    }
  });
});
