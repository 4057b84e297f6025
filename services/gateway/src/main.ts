import { runService } from '@crm-gtd/shared/service/run-service.ts';
import { gatewayService } from './service.ts';

await runService(gatewayService);
