import type { Clock } from '@crm-gtd/shared/clock.ts';
import {
  createOrganization,
  getOrganization,
  listOrganizations,
  membershipAdded,
  type Organization,
  updateOrganization,
} from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { GatewayDb } from '../db.ts';
import { type Allowance, allowedAccess, type Entitlement, inForce, withoutTrial } from '../entitlements/entitlement.ts';
import { claimTrial, findEntitlement, saveFirstEntitlement } from '../entitlements/entitlements.store.ts';
import { insertMembership, placesOf } from '../memberships/memberships.store.ts';
import { type OrganizationState, open, update } from './organization.ts';
import { currentOrganization, insertOrganization, lockOrganization, saveOrganization } from './organizations.store.ts';

export type OrganizationsOptions = Readonly<{ db: GatewayDb; clock: Clock; firstEntitlement: Entitlement }>;

const shown = (organization: OrganizationState, { plan, limits, access }: Allowance): Organization => ({
  ...organization,
  createdAt: organization.createdAt.toISOString(),
  plan,
  limits,
  access: allowedAccess(access),
});

export const organizationsActions = ({ db, clock, firstEntitlement }: OrganizationsOptions): ActionEntry[] => [
  handle(getOrganization, (_input, { scope }) =>
    db.withTenant(scope, async (tx) => {
      const [organization, entitlement] = await Promise.all([currentOrganization(tx), findEntitlement(tx)]);
      if (!organization) throw new AppError('ORGANIZATION_NOT_FOUND');
      return shown(organization, inForce(entitlement, firstEntitlement));
    }),
  ),
  handle(updateOrganization, (input, { scope }) =>
    db.withTenant(scope, async (tx) => {
      const [organization, entitlement] = await Promise.all([lockOrganization(tx), findEntitlement(tx)]);
      if (!organization) throw new AppError('ORGANIZATION_NOT_FOUND');
      const { next, events } = update(organization, input);
      if (events.length > 0) await Promise.all([saveOrganization(tx, next, clock.now()), appendEvents(tx, events)]);
      return shown(next, inForce(entitlement, firstEntitlement));
    }),
  ),
  handle(createOrganization, ({ name }, { scope }) => {
    const organizationId = newId();
    const owner = { id: scope.actorId, locale: scope.locale ?? 'pl' } as const;
    return db.withTenant({ ...scope, organizationId, role: 'OWNER' }, async (tx) => {
      const now = clock.now();
      const sold = firstEntitlement.status !== 'unsold';
      const trial = !sold || (await claimTrial(tx, owner.id, now));
      const entitlement = trial ? firstEntitlement : withoutTrial(firstEntitlement);
      const { next, events } = open({ id: organizationId, name }, { ...owner, trial }, now);
      const membership = { id: newId(), userId: owner.id, role: 'OWNER' as const, version: 1 };
      const added = membershipAdded.of({ membershipId: membership.id, userId: owner.id, role: 'OWNER' });
      await Promise.all([insertOrganization(tx, next), insertMembership(tx, membership, now), appendEvents(tx, [...events, added])]);
      if (!trial) await saveFirstEntitlement(tx, entitlement);
      return shown(next, entitlement);
    });
  }),
  handle(listOrganizations, (_input, { scope }) =>
    db.withoutTenant(async (tx) => {
      const { memberships: own } = await placesOf(tx, scope.actorId, clock.now());
      return {
        items: own.map(({ organizationId, organizationName, role }) => ({ id: organizationId, name: organizationName, role })),
        nextCursor: null,
      };
    }),
  ),
];
