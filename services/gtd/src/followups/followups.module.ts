import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { ConsumerDeclaration } from '@crm-gtd/shared/messaging/consumer.ts';
import { followupsConsumers } from './followups.consumers.ts';

export const followupsModule = (clock: Clock): ConsumerDeclaration[] => followupsConsumers(clock);
