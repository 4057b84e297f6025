import type { AccountSession } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { z } from 'zod';
import { appBase } from '../api/base.ts';

/** Why the page was left, told on the one that opens instead. */
const Move = z.object({ reason: z.enum(['switched', 'removed', 'otherPerson']), from: z.string(), to: z.string() });
export type Move = z.infer<typeof Move>;

const key = 'crm-gtd.moved';

export const moveOf = (from: AccountSession, to: AccountSession): Move => {
  const left = to.departures.some(({ organizationId }) => organizationId === from.organizationId);
  const reason = from.user.id !== to.user.id ? 'otherPerson' : left ? 'removed' : 'switched';
  return { reason, from: from.organizationName ?? '', to: reason === 'otherPerson' ? to.user.name : (to.organizationName ?? '') };
};

/** Opens the app anew: nothing of the page, of its cache and of its waiting requests reaches the other organization. */
export const leavePage = (from: AccountSession, to: AccountSession): void => {
  sessionStorage.setItem(key, JSON.stringify(moveOf(from, to)));
  window.location.assign(`${appBase}/today`);
};

/** Told once. */
export const takeMove = (): Move | undefined => {
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  const read = kept ? Move.safeParse(JSON.parse(kept)) : undefined;
  return read?.data;
};
