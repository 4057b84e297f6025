import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext } from './alternating.ts';
import { serviceNames, untilQuiet } from './bench-world.ts';
import { type Memory, memoryOf } from './cpu.ts';

/** Goal 6: what the six services take while nobody asks anything. */
export async function measureMemory({ world, say }: BenchContext): Promise<Record<string, Memory>> {
  say('idle memory');
  await untilQuiet(world.groups);
  await delay(3_000);
  const each = serviceNames.map((name): [string, Memory] => [name, memoryOf(world.product.pid(name) ?? 0)]);
  const sum = (pick: (memory: Memory) => number): number => each.reduce((total, [, memory]) => total + pick(memory), 0);
  const all = Object.fromEntries([...each, ['six services', { rssMb: sum(({ rssMb }) => rssMb), pssMb: sum(({ pssMb }) => pssMb) }]]);
  console.log('\nIdle memory (MB)');
  console.table(all);
  return all;
}
