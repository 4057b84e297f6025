import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ActionEntry } from '@crm-gtd/shared/service/handle.ts';
import type { CrmReferences } from '../crm-references.ts';
import type { GtdDb } from '../db.ts';
import { inboxActions } from './inbox.actions.ts';
import { inboxStore } from './inbox.store.ts';

export const inboxModule = (db: GtdDb, references: CrmReferences, clock: Clock): ActionEntry[] =>
  inboxActions(inboxStore(db), references, clock);
