import { runService } from '@crm-gtd/shared/service/run-service.ts';
import { aiService } from './service.ts';

await runService(aiService);
