import { commonConfig } from '@crm-gtd/shared/config/common-config.ts';
import { z } from 'zod';

const timeZone = z.string().refine((value) => Intl.supportedValuesOf('timeZone').includes(value), { error: 'time zone' });

export const crmConfig = commonConfig.extend({
  MOTION_TIME_ZONE: timeZone.default('Europe/Warsaw').describe('Where the day begins on which a deferred action becomes a live one.'),
});

export type CrmConfig = z.output<typeof crmConfig>;
