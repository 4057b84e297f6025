import type { HttpMethod } from './define.ts';

export type RetiredRoute = Readonly<{
  /** The action's name, so that the lock knows its removal was meant. */
  action: `v1.${string}.${string}.${string}`;
  /** As the contract had it: `'POST /memberships'`. */
  route: `${HttpMethod} /${string}`;
  /** The day it stopped: `2026-11-27`. */
  since: string;
  /** What to call instead: `'POST /invitations'`. */
  successor: `${HttpMethod} /${string}`;
}>;

/**
 * Routes that were taken back for good. Each goes on to answer, with 410 and what to call instead, so that a client of yesterday
 * learns what happened; an entry is never removed while its version of the API lives.
 */
export const retiredRoutes: readonly RetiredRoute[] = [
  {
    action: 'v1.gateway.memberships.add',
    route: 'POST /memberships',
    since: '2026-11-27',
    successor: 'POST /invitations',
  },
];
