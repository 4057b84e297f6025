import { consoleCommands } from '../../contracts/gateway/system.ts';
import type { ServiceEntry } from './entry.ts';

const gateway = { source: 'service', services: ['gateway'] } as const;

/** The operations console of the system page. */
export const consoleMetrics = {
  console_connections: {
    type: 'gauge',
    help: 'Open operations consoles, authenticated or not yet.',
    unit: 'connections',
    labels: {},
    ...gateway,
  },
  console_commands_total: {
    type: 'counter',
    help: 'Commands the operations console was given, by what they came to.',
    unit: 'commands',
    labels: { command: [...consoleCommands, 'unknown'], outcome: ['ok', 'refused', 'failed'] },
    ...gateway,
  },
} as const satisfies Record<string, ServiceEntry>;
