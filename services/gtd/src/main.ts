import { runService } from '@crm-gtd/shared/service/run-service.ts';
import { gtdService } from './service.ts';

await runService(gtdService);
