import { commonConfig } from '@crm-gtd/shared/config/common-config.ts';

export const gtdConfig = commonConfig;
