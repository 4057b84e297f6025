import { counter, gauge } from '@crm-gtd/shared/telemetry/metrics.ts';

export const consoleConnections = gauge('console_connections');
export const consoleCommandsTotal = counter('console_commands_total');
