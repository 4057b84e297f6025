import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalNats } from '../local-servers/nats.ts';
import { freePort } from '../local-servers/ports.ts';
import { startBroker } from './broker.ts';
import type { StackUrls } from './config.ts';
import { givenStack } from './config.ts';

/**
 * The real servers of this test run. Shared by all test files of the run: a test makes its own database
 * and its own names in NATS and Redis, or takes a private broker from `startTestNats`.
 */
export function testStack(): StackUrls {
  const { postgresAdminUrl, natsUrl, redisUrl } = givenStack();
  if (postgresAdminUrl === undefined || natsUrl === undefined || redisUrl === undefined) {
    throw new Error('No test servers: name the file *.int.test.ts or *.e2e.test.ts and run it with `npm run jest -- <path>`');
  }
  return { postgresAdminUrl, natsUrl, redisUrl };
}

/** A nats-server of one's own, for tests that stop the broker or need its streams empty. `await using nats = await startTestNats()`. */
export async function startTestNats(): Promise<LocalNats> {
  const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-nats-'));
  const nats = await startBroker({ dataDir: join(folder, 'nats'), port: await freePort(), monitorPort: await freePort() });
  const stop = async (): Promise<void> => {
    await nats.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...nats, stop, [Symbol.asyncDispose]: stop };
}
