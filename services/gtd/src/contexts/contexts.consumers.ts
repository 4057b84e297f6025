import type { Clock } from '@crm-gtd/shared/clock.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { type ConsumerDeclaration, reaction } from '@crm-gtd/shared/messaging/consumer.ts';
import type { DB } from '../generated/db-types.ts';
import { defaultContexts } from './context.ts';
import { addContexts } from './contexts.store.ts';

export const contextsConsumers = (clock: Clock): ConsumerDeclaration[] => [
  reaction<typeof organizationCreated, DB>(organizationCreated, {
    durable: 'gtd-contexts-organization-created',
    handle: ({ data }, tx) => addContexts(tx, defaultContexts(data.organizationId, data.locale), clock.now()),
  }),
];
