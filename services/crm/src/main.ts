import { runService } from '@crm-gtd/shared/service/run-service.ts';
import { crmService } from './service.ts';

await runService(crmService);
