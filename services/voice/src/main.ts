import { runService } from '@crm-gtd/shared/service/run-service.ts';
import { voiceService } from './service.ts';

await runService(voiceService);
