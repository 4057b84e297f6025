import { join } from 'node:path';
import { mustRun } from './child.ts';
import { ROOT } from './config.ts';

/** Turborepo keeps builds by the hash of their sources: a second call restores in about a second. */
export async function buildWeb(say?: (line: string) => void): Promise<void> {
  const turbo = join(ROOT, 'node_modules/turbo/bin/turbo');
  await mustRun([process.execPath, turbo, 'run', 'build', '--filter=@crm-gtd/web', '--ui=stream'], {
    ...(say === undefined ? {} : { say }),
    env: { TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  });
}
