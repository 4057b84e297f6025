import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../run/config.ts';
import { experiments } from './experiments.ts';
import { perform, type Result } from './perform.ts';
import { startPlant } from './plant.ts';

/** `node tools/faults/run.ts --only kill-services --rate 50 --seconds 30 --seed 7 --cluster` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      rate: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '30' },
      seed: { type: 'string', default: '7' },
      tenants: { type: 'string', default: '5' },
      cluster: { type: 'boolean', default: false },
    },
  });
  const names = values.only ?? Object.keys(experiments);
  const unknown = names.filter((name) => experiments[name] === undefined);
  if (unknown.length > 0) throw new Error(`No experiment ${unknown.join(', ')}. There are: ${Object.keys(experiments).join(', ')}`);
  const numbers = {
    rate: Number(values.rate),
    seconds: Number(values.seconds),
    seed: Number(values.seed),
    tenants: Number(values.tenants),
  };
  console.log('Starting the product on servers of its own ...');
  await using plant = await startPlant({ cluster: values.cluster });
  const folder = join(ROOT, '.data/faults');
  mkdirSync(folder, { recursive: true });
  const results: Result[] = [];
  for (const name of names) {
    const experiment = experiments[name];
    if (experiment === undefined) continue;
    const result = await perform(plant, name, experiment, { ...numbers, say: (line) => console.log(line) });
    results.push(result);
    writeFileSync(join(folder, `${name}-${numbers.seed}.json`), `${JSON.stringify(result, null, 2)}\n`);
    report(result);
  }
  for (const name of ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'] as const)
    writeFileSync(join(folder, `${name}.log`), plant.log(name));
  console.log('');
  console.table(results.map(lineOf));
  process.exitCode = results.every(({ clean }) => clean) ? 0 : 1;
}

function lineOf({ experiment, finding, faults, clean, restMs, writeMs, proofs }: Result) {
  const { attempts, acked, unknown } = finding;
  const proof = proofs.map(({ name, count }) => `${count} ${name}`).join(', ');
  return {
    experiment,
    attempts,
    acked,
    unknown,
    ...faults,
    'p99 ms': writeMs.p99,
    'rest ms': restMs,
    verdict: clean ? 'clean' : 'BROKEN',
    proof,
  };
}

function report({ recoveries, finding, breaches, complaints, inconsistencies, clean }: Result): void {
  if (recoveries.length > 0) {
    console.table(
      recoveries.map(({ target, pid, nextPid, readyMs, firstGoodMs, lastBadMs, probes, bad }) => ({
        killed: target,
        pid: `${pid} -> ${nextPid}`,
        'ready ms': readyMs,
        'first good ms': firstGoodMs,
        'last bad ms': lastBadMs,
        'bad / asked': `${bad} / ${probes}`,
      })),
    );
  }
  const wrong = Object.entries(inconsistencies).filter(([, count]) => count > 0);
  for (const [name, count] of wrong) console.log(`  ${count} x ${name}`);
  for (const { what, answer } of breaches) console.log(`  ${what}: ${answer}`);
  for (const example of finding.examples) console.log(`  ${example}`);
  if (!clean) for (const complaint of complaints.slice(0, 10)) console.log(`  ${complaint}`);
}

await main();
