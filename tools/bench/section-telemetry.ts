import { alternating, type BenchContext, ratio } from './alternating.ts';
import { startWorld } from './bench-world.ts';
import { type Measured, row, totalCpuUs } from './measure.ts';
import { newAccounts } from './section-paths.ts';
import { targetOf } from './targets.ts';

/** Goal 3: the same product twice, with and without OpenTelemetry and the access log. Metrics stay on in both. */
export async function measureTelemetry(context: BenchContext): Promise<Record<string, Record<string, Measured>>> {
  const { servers, world, say } = context;
  say('starting the product a second time, without telemetry');
  await using silent = await startWorld(servers, { secrets: world.product.secrets, env: { OTEL_SDK_DISABLED: 'true', LOG_LEVEL: 'warn' } });
  const [on, off] = [targetOf('telemetry on', world), targetOf('telemetry off', silent)];
  const accounts = new Map([
    [on, await newAccounts(world)],
    [off, await newAccounts(silent)],
  ]);
  await Promise.all([world.sql('vacuum analyze'), silent.sql('vacuum analyze')]);
  const settings = { ...context.settings, cases: context.settings.cases.filter((kind) => kind === 'get' || kind === 'create') };
  const results = await alternating(
    { ...context, settings },
    { targets: () => [on, off], accounts: (target) => accounts.get(target) ?? [] },
  );
  for (const [kind, byTarget] of Object.entries(results)) {
    console.log(`\n${kind}, telemetry at 10 % with access log, and without both`);
    console.table(Object.entries(byTarget).map(([name, measured]) => row(name, measured)));
    const [first, second] = Object.values(byTarget);
    if (first && second)
      console.log(`on / off: CPU ${ratio(totalCpuUs(first), totalCpuUs(second))}, throughput ${ratio(first.perSecond, second.perSecond)}`);
  }
  return results;
}
