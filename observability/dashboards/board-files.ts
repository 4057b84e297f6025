import type { GeneratedFile } from '../../tools/generate/document.ts';
import { type BoardSpec, buildBoard } from './board.ts';
import { serviceHealth } from './d01-service-health.ts';
import { api } from './d02-api.ts';
import { services } from './d03-services.ts';
import { events } from './d04-events.ts';
import { postgres } from './d05-postgres.ts';
import { redis } from './d06-redis.ts';
import { nats } from './d07-nats.ts';
import { node } from './d08-node.ts';
import { edge } from './d09-edge.ts';
import { integrations } from './d10-integrations.ts';
import { business } from './d11-business.ts';
import { web } from './d12-web.ts';
import { hostAndOperations } from './d13-host.ts';

export const boards: readonly BoardSpec[] = [
  serviceHealth,
  api,
  services,
  events,
  postgres,
  redis,
  nats,
  node,
  edge,
  integrations,
  business,
  web,
  hostAndOperations,
];

/** `crm-gtd-slo` becomes slo.json. */
const fileOf = ({ uid }: BoardSpec): string => `observability/grafana/dashboards/${uid.replace('crm-gtd-', '')}.json`;

export const boardFiles: readonly GeneratedFile[] = boards.map((board) => ({
  path: fileOf(board),
  make: async () => `${JSON.stringify(buildBoard(board), null, 2)}\n`,
}));
