import { type FailedEffect, listFailedEffects, retryEffect } from '@crm-gtd/shared/contracts/effects.ts';
import { isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { GatewayDb } from '../db.ts';
import { failuresOf } from './audit.store.ts';
import type { DeadLetterDesk } from './dead-letters.actions.ts';

export const failedEffectsActions = (db: GatewayDb, letters: DeadLetterDesk): ActionEntry[] => [
  handle(listFailedEffects, async ({ recordId }, { scope }) => {
    const told = await db.withTenant(scope, (tx) => failuresOf(tx, recordId));
    // What was tried again with success, or given up, has no letter any more.
    const open = await Promise.all(told.map(({ deadLetterId }) => letters.get(scope, deadLetterId).then(() => true, unlessGone)));
    const items: FailedEffect[] = told.filter((_failure, at) => open[at]);
    return { items, nextCursor: null };
  }),
  handle(retryEffect, async ({ deadLetterId }, { scope }) => {
    await letters.replay(scope, deadLetterId);
    return { deadLetterId };
  }),
];

const unlessGone = (error: unknown): false => {
  if (isAppError(error) && error.code === 'DEAD_LETTER_NOT_FOUND') return false;
  throw error;
};
