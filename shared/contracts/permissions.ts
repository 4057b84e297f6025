import { z } from 'zod';

/** Ordered from most to least powerful. */
export const roles = ['OWNER', 'ADMIN', 'MANAGER', 'MEMBER', 'GUEST'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

const member = ['OWNER', 'ADMIN', 'MANAGER', 'MEMBER'] as const;
const manager = ['OWNER', 'ADMIN', 'MANAGER'] as const;
const admin = ['OWNER', 'ADMIN'] as const;

/** The one permission matrix. The gateway checks it at the route, each service again from the actor token's role. */
export const permissionMatrix = {
  'gateway.organization:read': roles,
  'gateway.organization:write': admin,
  'gateway.members:read': member,
  'gateway.members:write': admin,
  'gateway.audit:read': manager,
  'gateway.timeline:read': roles,
  'gateway.events:read': roles,
  'gateway.effects:retry': admin,
  'crm.companies:read': roles,
  'crm.companies:write': member,
  'crm.contacts:read': roles,
  'crm.contacts:write': member,
  'crm.pipelines:read': roles,
  'crm.pipelines:write': admin,
  'crm.deals:read': roles,
  'crm.deals:write': member,
  'crm.imports:read': member,
  'crm.imports:write': member,
  'gtd.inbox:read': member,
  'gtd.inbox:write': member,
  'gtd.tasks:read': roles,
  'gtd.tasks:write': member,
  'ai.suggestions:read': member,
  'ai.suggestions:write': member,
  'ai.executions:read': manager,
  'voice.speech:use': member,
  'billing.subscription:read': member,
  'billing.subscription:write': ['OWNER'],
  'billing.invoices:read': manager,
  'billing.invoices:write': manager,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissionMatrix;

/**
 * What a route asks of its caller. `'public'`: nothing. `'authenticated'`: to be signed in. `'operator'`: to run this installation, which
 * no role of any organization brings: it is granted to a person by `ops operator`.
 */
export type Access = Permission | 'public' | 'authenticated' | 'operator';

/** Who asks, as a verified token says it. */
export type Caller = Readonly<{ role: Role; operator?: boolean | undefined }>;

export const roleMay = (role: Role, permission: Permission): boolean => (permissionMatrix[permission] as readonly Role[]).includes(role);

export const mayAccess = ({ role, operator }: Caller, access: Access): boolean => {
  if (access === 'public' || access === 'authenticated') return true;
  return access === 'operator' ? operator === true : roleMay(role, access);
};

export const permissionsOf = ({ role, operator }: Caller): (Permission | 'operator')[] => [
  ...(Object.keys(permissionMatrix) as Permission[]).filter((permission) => roleMay(role, permission)),
  ...(operator ? (['operator'] as const) : []),
];

/** True when `role` is at least as powerful as `other`: nobody hands out more than he has. */
export const atLeast = (role: Role, other: Role): boolean => roles.indexOf(role) <= roles.indexOf(other);
