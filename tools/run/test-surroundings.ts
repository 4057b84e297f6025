import { startStack } from '../../shared/testing/start-stack.ts';
import { findOrInstallChromium } from './chromium.ts';
import { provideDocker } from './docker-engine.ts';
import { provideServers } from './install-servers.ts';
import { provideOperationsTools } from './operations-tools.ts';
import { oncePerSecond } from './progress.ts';
import type { Need, Step } from './test-steps.ts';

export type Surroundings = AsyncDisposable &
  Readonly<{
    /** Undefined when what the step needs cannot be had on this machine. */
    envOf(step: Step): Promise<Readonly<Record<string, string>> | undefined>;
  }>;

const progress = oncePerSecond((line) => console.log(`  ${line}`));
const nothing = async (): Promise<void> => undefined;

/** Only what the chosen steps need is looked for, installed and started. */
export async function surround(steps: readonly Step[]): Promise<Surroundings> {
  const needs = new Set(steps.flatMap((step) => ('needs' in step && step.needs !== undefined ? [step.needs] : [])));
  if (needs.size === 0) return { envOf: async () => ({}), [Symbol.asyncDispose]: nothing };
  console.log('\n▶ Servers for the tests');
  const onServers = needs.has('servers') || needs.has('tools') || needs.has('browser');
  if (onServers) await provideServers(['postgres', 'nats', 'redis'], progress, { docker: false });
  if (needs.has('tools')) await provideOperationsTools(progress);
  const browser: Record<string, string> =
    needs.has('browser') || needs.has('containers') ? { CHROMIUM_PATH: await findOrInstallChromium(progress) } : {};
  // Base images come from packages, which is mostly waiting for a mirror: other steps run meanwhile.
  const engine = needs.has('containers') ? provideDocker(progress) : undefined;
  const stack = onServers ? await startStack() : undefined;
  const servers: Record<string, string> =
    stack === undefined ? {} : { TEST_POSTGRES_URL: stack.postgresAdminUrl, TEST_NATS_URL: stack.natsUrl, TEST_REDIS_URL: stack.redisUrl };
  const env: Record<Need, () => Promise<Record<string, string> | undefined>> = {
    servers: async () => servers,
    tools: async () => servers,
    browser: async () => ({ ...servers, ...browser }),
    // The cleaner of testcontainers is an image of its own; every container here is removed by who started it.
    containers: async () => ((await engine) === true ? { ...browser, TESTCONTAINERS_RYUK_DISABLED: 'true' } : undefined),
  };
  return {
    envOf: async (step) => ('needs' in step && step.needs !== undefined ? env[step.needs]() : {}),
    [Symbol.asyncDispose]: async () => {
      await stack?.[Symbol.asyncDispose]();
    },
  };
}
