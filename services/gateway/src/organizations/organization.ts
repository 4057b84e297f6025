import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import type { Locale } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { organizationCreated, organizationUpdated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';

export type OrganizationState = Readonly<{ id: string; name: string; createdAt: Date; version: number }>;

export const open = (
  organization: Readonly<{ id: string; name: string }>,
  owner: Readonly<{ id: string; locale: Locale; trial: boolean }>,
  now: Date,
): Decision<OrganizationState> => ({
  next: { ...organization, createdAt: now, version: 1 },
  events: [
    organizationCreated.of({
      organizationId: organization.id,
      ownerId: owner.id,
      locale: owner.locale,
      ...(owner.trial ? {} : { trial: false }),
    }),
  ],
});

export const update = (
  organization: OrganizationState,
  { name, expectedVersion }: Readonly<{ name?: string | undefined; expectedVersion?: number | undefined }>,
): Decision<OrganizationState> => {
  if (expectedVersion !== undefined && expectedVersion !== organization.version) {
    throw new AppError('VERSION_STALE', { current: { ...organization, createdAt: organization.createdAt.toISOString() } });
  }
  if (name === undefined || name === organization.name) return { next: organization, events: [] };
  return {
    next: { ...organization, name, version: organization.version + 1 },
    events: [organizationUpdated.of({ organizationId: organization.id, changedFields: ['name'] })],
  };
};
