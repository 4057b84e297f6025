import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { CrmDb } from '../db.ts';
import { tagsActions } from './tags.actions.ts';
import { tagsStore } from './tags.store.ts';

export const tagsModule = ({ db }: Readonly<{ db: CrmDb }>): ServiceParts => ({ actions: tagsActions(tagsStore(db)), consumers: [] });
