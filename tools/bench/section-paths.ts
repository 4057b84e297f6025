import { join } from 'node:path';
import { roleUrl } from '../../shared/database/urls.ts';
import { ROOT } from '../run/config.ts';
import { serviceSpec } from '../run/service-table.ts';
import type { BaselineKind, BaselineSettings } from './baseline-settings.ts';
import { endChild, type Load, reply, startChild } from './bench-child.ts';
import { benchEnv, type Servers, untilQuiet, type World } from './bench-world.ts';
import type { Groups } from './cpu.ts';
import type { Account, Kind } from './load-plan.ts';
import { type Measured, measure, row, together, totalCpuUs } from './measure.ts';

export type BenchSettings = Readonly<{ seconds: number; rounds: number; connections: number; cases: readonly Kind[] }>;
export type BenchContext = Readonly<{ servers: Servers; world: World; load: Load; settings: BenchSettings; say: (line: string) => void }>;

export type Target = Readonly<{ name: string; url: string; groups: Groups }>;
type Results = Record<string, Record<string, Measured>>;
export type Paths = AsyncDisposable & Readonly<{ targets: readonly Target[]; accounts: readonly Account[]; results: Results }>;

/** Several organizations, because writers of one wait for each other at the count that the plan limits. */
const organizations = 8;
const contactsEach = 1_000;

export async function newAccounts(world: World): Promise<Account[]> {
  const accounts: Account[] = [];
  while (accounts.length < organizations) accounts.push(await world.account(contactsEach));
  return accounts;
}

async function startBaseline(kind: BaselineKind, { world }: BenchContext): Promise<AsyncDisposable & Target> {
  const { product, groups } = world;
  const spec = serviceSpec('gateway', { ports: product.ports, servers: product.servers, secrets: product.secrets, dev: false });
  const env = { ...spec.env, ...benchEnv, OTEL_SERVICE_NAME: `bench-${kind}` };
  const telemetry = kind === 'edge' ? ['--import', join(ROOT, 'shared/telemetry/register.ts')] : [];
  const child = startChild('baseline.ts', { env, execArgv: telemetry, output: 'ignore' });
  const { postgresAdminUrl, database } = product.servers;
  const crmDatabaseUrl = roleUrl(postgresAdminUrl, database, 'crm', 'app', () => product.secrets.rolePassword);
  const { url } = await reply<{ url: string }>(child, { kind, env, crmDatabaseUrl } satisfies BaselineSettings);
  return { name: kind, url, groups: { ...groups, baseline: [child.pid ?? 0] }, [Symbol.asyncDispose]: () => endChild(child) };
}

/** Goal 1: the product beside both baselines, alternating, each from rest. */
export async function measurePaths(context: BenchContext, timed: boolean): Promise<Paths> {
  await using starting = new AsyncDisposableStack();
  const accounts = await newAccounts(context.world);
  await context.world.sql('vacuum analyze');
  const product: Target = { name: 'product', url: context.world.product.url, groups: context.world.groups };
  const bare = starting.use(await startBaseline('bare', context));
  const edge = starting.use(await startBaseline('edge', context));
  const targets = [product, edge, bare];
  const results = timed ? await alternating(context, targets, () => accounts) : {};
  if (timed) for (const [kind, byTarget] of Object.entries(results)) print(kind, byTarget);
  const stack = starting.move();
  return { targets, accounts, results, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

export async function alternating(
  { load, settings, say }: BenchContext,
  targets: readonly Target[],
  accountsOf: (target: Target) => readonly Account[],
): Promise<Results> {
  const results: Results = {};
  for (const kind of settings.cases) {
    const rounds = new Map<string, Measured[]>(targets.map(({ name }) => [name, []]));
    for (let round = 0; round < settings.rounds; round += 1) {
      const order = round % 2 === 0 ? targets : targets.toReversed();
      for (const target of order) {
        if (!(await untilQuiet(target.groups))) say('the machine did not come to rest');
        const { connections, seconds } = settings;
        const measured = await measure(load, { url: target.url, kind, accounts: accountsOf(target), connections, seconds }, target.groups);
        say(`${kind} · round ${round + 1} · ${target.name}: ${Math.round(measured.perSecond)}/s, ${Math.round(totalCpuUs(measured))} µs`);
        rounds.get(target.name)?.push(measured);
      }
    }
    results[kind] = Object.fromEntries([...rounds].map(([name, each]) => [name, together(each)]));
  }
  return results;
}

function print(kind: string, byTarget: Readonly<Record<string, Measured>>): void {
  console.log(`\n${kind}`);
  console.table(Object.entries(byTarget).map(([name, measured]) => row(name, measured)));
  const { product, ...baselines } = byTarget;
  for (const [name, baseline] of Object.entries(baselines)) {
    if (product)
      console.log(
        `product / ${name}: throughput ${ratio(product.perSecond, baseline.perSecond)}, CPU ${ratio(totalCpuUs(product), totalCpuUs(baseline))}`,
      );
  }
}

export const ratio = (one: number, other: number): string => `${(one / other).toFixed(2)}×`;

/** Goal 1, second half: what the way through the bus adds to the median when the machine is half loaded. */
export async function measurePace({ load, settings, say }: BenchContext, { targets, accounts, results }: Paths): Promise<Results> {
  const paced: Results = {};
  for (const kind of settings.cases) {
    const rate = Math.floor((results[kind]?.['product']?.perSecond ?? 600) / 2);
    const byTarget: Record<string, Measured> = {};
    for (const target of targets) {
      await untilQuiet(target.groups);
      const { connections, seconds } = settings;
      byTarget[target.name] = await measure(load, { url: target.url, kind, accounts, connections, seconds, rate }, target.groups);
    }
    say(
      `${kind} at ${rate}/s: ${Object.entries(byTarget)
        .map(([name, { p50, p95 }]) => `${name} p50 ${p50.toFixed(1)} p95 ${p95.toFixed(1)} ms`)
        .join(' · ')}`,
    );
    paced[kind] = byTarget;
  }
  console.log('\nAt half load (ms)');
  console.table(
    Object.entries(paced).map(([kind, by]) => ({
      '': kind,
      ...Object.fromEntries(
        Object.entries(by).flatMap(([name, { p50, p95 }]) => [
          [`${name} p50`, p50.toFixed(2)],
          [`${name} p95`, p95.toFixed(2)],
        ]),
      ),
      'added p50': ((by['product']?.p50 ?? 0) - (by['edge']?.p50 ?? 0)).toFixed(2),
    })),
  );
  return paced;
}
