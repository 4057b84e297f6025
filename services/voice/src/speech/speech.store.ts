import { speechSynthesized } from '@crm-gtd/shared/contracts/voice/speech.ts';
import type { TenantDb } from '@crm-gtd/shared/database/tenant-db.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { Language } from '../engines/engine.ts';
import type { DB } from '../generated/db-types.ts';

export type SpokenFact = Readonly<{ id: string; language: Language; characters: number; durationMs: number; model: string }>;
export type SpeechStore = Readonly<{ record(scope: Scope, fact: SpokenFact): Promise<void> }>;

export const speechStore = (db: TenantDb<DB>): SpeechStore => ({
  record: (scope, fact) =>
    db.withTenant(scope, async (tx) => {
      const { id, ...rest } = fact;
      await Promise.all([
        tx.kysely
          .insertInto('speechRequests')
          .values({ id, organizationId: scope.organizationId, requestedBy: scope.actorId, ...rest })
          .execute(),
        appendEvents(tx, [speechSynthesized.of({ speechId: id, ...rest })]),
      ]);
    }),
});
