import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runStreaming } from './child.ts';
import { ROOT } from './config.ts';
import { dockerAnswers } from './install-servers.ts';

/** Where no image registry can be reached, this stands beside the project and builds the base images under their official names. */
const standIns = join(ROOT, '../shared/containers/build-base-images.sh');

/** The exact names our Dockerfiles and Compose files give: whatever patch release a stand-in holds, it answers to them. */
const pinned = [
  'node:24.21.0-trixie-slim=node',
  'nats:2.10.27-alpine=nats',
  'redis:8.0.2=redis',
  'nginx:1.26.3=nginx',
  'pgvector/pgvector:0.8.0-pg17=postgres',
];

/** Guards against hanging; from nothing it takes two minutes on two idle cores. */
const LIMIT_MS = 30 * 60_000;

/** True when containers can be started here with the base images our files name. */
export async function provideDocker(say: (line: string) => void): Promise<boolean> {
  if (!existsSync(standIns) || process.getuid?.() !== 0) return dockerAnswers();
  say('building what is missing of the base images');
  const env = { STANDIN_ALIASES: pinned.join(' ') };
  return (await runStreaming(['bash', standIns], { env, signal: AbortSignal.timeout(LIMIT_MS) })) === 0 && dockerAnswers();
}
