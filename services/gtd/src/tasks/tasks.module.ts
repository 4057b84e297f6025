import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ActionEntry } from '@crm-gtd/shared/service/handle.ts';
import type { CrmReferences } from '../crm-references.ts';
import type { GtdDb } from '../db.ts';
import { tasksActions } from './tasks.actions.ts';
import { tasksStore } from './tasks.store.ts';

export const tasksModule = (db: GtdDb, references: CrmReferences, clock: Clock): ActionEntry[] =>
  tasksActions(tasksStore(db), references, clock);
