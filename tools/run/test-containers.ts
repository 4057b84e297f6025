import { provideDocker } from './docker-engine.ts';
import { runMarked } from './jest-step.ts';
import { oncePerSecond } from './progress.ts';

/**
 * `npm run test:containers`: integration tests on the PostgreSQL, NATS and Redis an installation runs, each started by testcontainers
 * on its own. Arguments go to Jest; without any, the tests of the shared package run, which are those that touch the servers.
 */
const jest = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];

/** Guards against hanging. */
const LIMIT_MS = 60 * 60_000;

async function main(paths: readonly string[]): Promise<void> {
  if (!(await provideDocker(oncePerSecond((line) => console.log(`  ${line}`))))) {
    console.log('No Docker engine here, and none can be installed: nothing ran.');
    return;
  }
  // The cleaner of testcontainers is an image of its own; every container here is stopped by who started it.
  const env = { TEST_SERVERS: 'containers', TESTCONTAINERS_RYUK_DISABLED: 'true' };
  const chosen = paths.length === 0 ? ['shared/'] : paths;
  const command = ['node', ...jest, ...chosen, '--ci', '--selectProjects', 'int'] as const;
  process.exitCode = await runMarked([...command], { env, signal: AbortSignal.timeout(LIMIT_MS) });
}

await main(process.argv.slice(2));
