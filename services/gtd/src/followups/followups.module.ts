import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ConsumerDeclaration } from '@crm-gtd/shared/messaging/consumer.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import { followupsConsumers } from './followups.consumers.ts';

export const followupsModule = (clock: Clock, call: Call): ConsumerDeclaration[] => followupsConsumers(clock, call);
