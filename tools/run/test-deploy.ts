import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runStreaming } from './child.ts';
import { findOrInstallChromium } from './chromium.ts';
import { provideDocker } from './docker-engine.ts';
import { oncePerSecond } from './progress.ts';
import { countsOf } from './test-counts.ts';

/** `npm run test:deploy`: everything that needs real containers. Further arguments go to Jest. */
const BUDGET_MS = 20 * 60_000;

const progress = oncePerSecond((line) => console.log(`  ${line}`));

async function main(): Promise<void> {
  console.log('▶ Docker engine and base images');
  if (!(await provideDocker(progress))) {
    console.log('No Docker engine here, and none can be installed: the container tests did not run.');
    console.log('\n0 passed, 0 failed, 0 skipped');
    return;
  }
  const results = mkdtempSync(join(tmpdir(), 'crm-gtd-deploy-'));
  const env = { CHROMIUM_PATH: await findOrInstallChromium(progress), TESTCONTAINERS_RYUK_DISABLED: 'true' };
  try {
    const file = join(results, 'deploy.json');
    const code = await runStreaming(command(file), { env, signal: AbortSignal.timeout(BUDGET_MS) });
    const { passed, failed, skipped } = countsOf(file, code);
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  } finally {
    rmSync(results, { recursive: true, force: true });
  }
}

function command(resultFile: string): [string, ...string[]] {
  const node = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
  const jest = ['--ci', '--selectProjects', 'deploy', '--runInBand', '--json', '--outputFile', resultFile, ...process.argv.slice(2)];
  return ['node', ...node, ...jest];
}

await main();
