import { execFileSync } from 'node:child_process';
import { isPortTaken } from '../../shared/local-servers/ports.ts';
import type { Ports, Settings } from './config.ts';

/** The ports this start needs: those of servers that were brought along are none of our business. */
export function neededPorts({ ports, given }: Settings): Partial<Ports> {
  const { postgres, nats, natsMonitor, redis, ...services } = ports;
  return {
    ...services,
    ...(given.databaseUrl === undefined ? { postgres } : {}),
    ...(given.natsUrl === undefined ? { nats, natsMonitor } : {}),
    ...(given.redisUrl === undefined ? { redis } : {}),
  };
}

export async function refuseTakenPorts(settings: Settings): Promise<void> {
  const entries = Object.entries(neededPorts(settings));
  const taken = (await Promise.all(entries.map(async ([name, port]) => ({ name, port, taken: await isPortTaken(port) })))).filter(
    (entry) => entry.taken,
  );
  if (taken.length === 0) return;
  const list = taken.map(({ name, port }) => `  ${port} (${name})${holder(port)}`).join('\n');
  throw new Error(`Other programs hold ports that are needed:\n${list}\nStop them, or move all ports: CRM_GTD_PORT_OFFSET=1000 npm start`);
}

/** Who listens, where the system can say. */
function holder(port: number): string {
  try {
    const found = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return `: ${found.replaceAll('\n', ' ').trim()}`;
  } catch {
    return '';
  }
}
