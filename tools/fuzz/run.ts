/**
 * npm run fuzz [-- --count 20000 --seed 7]
 * The product on servers of its own, asked questions made from its API's document; the seed of a red run repeats it.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { startStack } from '../../shared/testing/start-stack.ts';
import { startProduct } from '../run/product.ts';
import { fuzz } from './fuzz.client.ts';

const { values } = parseArgs({ options: { count: { type: 'string', default: '20000' }, seed: { type: 'string' } } });
const settings = { seed: Number(values.seed ?? randomInt(2 ** 31)), count: Number(values.count) };

const stack = new AsyncDisposableStack();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stack.disposeAsync().then(() => process.exit(130)));

async function main(): Promise<number> {
  console.log(`fuzz: ${settings.count} requests, seed ${settings.seed}`);
  const servers = stack.use(await startStack());
  const env = { RATE_LIMIT_IP: '10000000', RATE_LIMIT_USER: '10000000', LOGIN_LIMIT_IP: '10000000', OTEL_SDK_DISABLED: 'true' };
  const product = stack.use(await startProduct({ servers, web: false, env }));
  const { asked, statuses, faults } = await fuzz(product.url, settings);
  console.log(`fuzz: ${asked} asked, answers by status ${JSON.stringify(statuses)}`);
  for (const fault of faults) console.log(JSON.stringify(fault));
  console.log(`fuzz: ${faults.length} faults, seed ${settings.seed}`);
  return faults.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} finally {
  await stack.disposeAsync();
}
