import type { ActionEntry } from '@crm-gtd/shared/service/handle.ts';
import type { GtdDb } from '../db.ts';
import { projectsActions } from './projects.actions.ts';
import { projectsStore } from './projects.store.ts';

export const projectsModule = (db: GtdDb): ActionEntry[] => projectsActions(projectsStore(db));
