import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import type { AiDb } from '../db.ts';
import type { Suggester } from '../models/suggester.ts';
import { suggestionsActions } from './suggestions.actions.ts';
import { suggestionsConsumers } from './suggestions.consumers.ts';
import { suggestFor } from './suggestions.prepare.ts';
import { suggestionsStore } from './suggestions.store.ts';

export const suggestionsModule = (db: AiDb, call: Call, suggester: Suggester, clock: Clock): ServiceParts => ({
  actions: suggestionsActions(suggestionsStore(db), clock),
  consumers: suggestionsConsumers(suggestFor(call, suggester, clock), clock),
});
