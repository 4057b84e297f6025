import type { Clock } from '@crm-gtd/shared/clock.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { type ConsumerDeclaration, reaction } from '@crm-gtd/shared/messaging/consumer.ts';
import type { DB } from '../generated/db-types.ts';
import { create, defaultPipeline } from './pipeline.ts';
import { hasDefault, insert } from './pipelines.store.ts';

export const pipelinesConsumers = (clock: Clock): ConsumerDeclaration[] => [
  reaction<typeof organizationCreated, DB>(organizationCreated, {
    durable: 'crm-pipelines-organization-created',
    async handle({ envelope, data }, tx) {
      if (await hasDefault(tx)) return;
      await insert(tx, create(deterministicId(envelope.id, 'default pipeline'), defaultPipeline(data.locale), clock.now()));
    },
  }),
];
