import type { PageGroup } from '@crm-gtd/shared/contracts/gateway/telemetry.ts';

const groups: readonly (readonly [PageGroup, readonly string[]])[] = [
  ['sign_in', ['sign-in', 'register']],
  ['today', ['today', '']],
  ['deals', ['deals']],
  ['contacts', ['contacts', 'companies', 'imports']],
  ['inbox', ['inbox', 'assistant']],
  ['tasks', ['tasks', 'projects', 'someday', 'waiting']],
  ['settings', ['settings', 'members', 'billing', 'audit', 'system']],
];

/** Only the first part of the path below the base is looked at: what follows may hold an id. */
export const pageGroupOf = (pathname: string, base: string): PageGroup => {
  const below = pathname.startsWith(base) ? pathname.slice(base.length) : pathname;
  const first = below.split('/')[1] ?? '';
  return groups.find(([, parts]) => parts.includes(first))?.[0] ?? 'other';
};
