import { type ConsumerDeclaration, observer } from '@crm-gtd/shared/messaging/consumer.ts';
import type { DB } from '../generated/db-types.ts';
import { recordEvent } from './audit.store.ts';

/** Every event of every service, once. The order is that of arrival: each organization's chain links what came after what. */
export const auditConsumers = (): ConsumerDeclaration[] => [
  observer<DB>({ durable: 'gateway-audit', streams: 'all', handle: (envelope, tx) => recordEvent(tx, envelope) }),
];
