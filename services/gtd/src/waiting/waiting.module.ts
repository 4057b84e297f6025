import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ActionEntry } from '@crm-gtd/shared/service/handle.ts';
import type { CrmReferences } from '../crm-references.ts';
import type { GtdDb } from '../db.ts';
import { waitingActions } from './waiting.actions.ts';
import { waitingStore } from './waiting.store.ts';

export const waitingModule = (db: GtdDb, references: CrmReferences, clock: Clock): ActionEntry[] =>
  waitingActions(waitingStore(db), references, clock);
