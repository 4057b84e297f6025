import { runService } from '@crm-gtd/shared/service/run-service.ts';
import { billingService } from './service.ts';

await runService(billingService);
