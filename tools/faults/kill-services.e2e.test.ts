import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serviceNames } from '../../shared/database/urls.ts';
import { testStack } from '../../shared/testing/test-stack.ts';
import { killBroker, killServices } from './experiments.ts';
import { perform, type Result } from './perform.ts';
import { type Plant, startPlant } from './plant.ts';

let plant: Plant;
beforeAll(async () => {
  const { postgresAdminUrl, redisUrl } = testStack();
  plant = await startPlant({ postgresAdminUrl, redisUrl });
});
afterAll(() => plant?.stop());

const settings = { seed: 7, rate: 20, seconds: 1, tenants: 2, watchMs: 1_000 };

const expectNothingLostOrDoubled = ({ finding, faults, inconsistencies, breaches, proofs, clean }: Result): void => {
  expect(finding.examples).toEqual([]);
  expect(faults).toEqual({ lost: 0, unexpected: 0, duplicate: 0, reordered: 0 });
  expect(Object.entries(inconsistencies).filter(([, count]) => count > 0)).toEqual([]);
  expect(breaches).toEqual([]);
  expect(proofs.filter(({ count }) => count === 0)).toEqual([]);
  expect(clean).toBe(true);
};

test('a running process has left what it compiled for the one that takes its place, however it ends', () => {
  expect(plant.compiledFiles()).toBeGreaterThan(200);
});

test('each service is killed in turn while firms write: nothing acknowledged is lost, nothing happens twice, all come back', async () => {
  const result = await perform(plant, 'kill-services', killServices, settings);
  expectNothingLostOrDoubled(result);
  expect(result.recoveries.map(({ target }) => target).toSorted()).toEqual(serviceNames.toSorted());
  expect(result.recoveries.filter(({ firstGoodMs }) => firstGoodMs === undefined)).toEqual([]);
});

test('the broker is killed twice while firms write: nothing acknowledged is lost, nothing happens twice', async () => {
  const result = await perform(plant, 'broker-kill', killBroker, settings);
  expectNothingLostOrDoubled(result);
  expect(result.recoveries.filter(({ firstGoodMs }) => firstGoodMs === undefined)).toEqual([]);
});
