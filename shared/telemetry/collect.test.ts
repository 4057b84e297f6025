import { expect, test } from '@jest/globals';
import { metricValue } from '../testing/metric-value.ts';
import { slowness } from '../testing/slowness.ts';
import { waitFor } from '../testing/wait-for.ts';
import { reading } from './collect.ts';

const missed = (): Promise<number> => metricValue('metrics_collect_errors_total', { collector: 'business' });

test('gauges of one scrape share one reading', async () => {
  let asked = 0;
  const read = reading('business', async () => {
    asked += 1;
    return asked;
  });
  expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
  expect(await read()).toBe(1);
});

test('a source that fails or never answers leaves its last value, is counted, and holds nobody up', async () => {
  const before = await missed();
  let answer = async (): Promise<number> => 7;
  const read = reading('business', () => answer());
  expect(await read()).toBe(7);

  answer = () => Promise.reject(new Error('away'));
  const asked = async (): Promise<boolean> => {
    expect(await read()).toBe(7);
    return (await missed()) === before + 1;
  };
  await waitFor('the first reading to be too old', asked);

  answer = () => new Promise(() => undefined);
  const started = performance.now();
  expect(await read()).toBe(7);
  expect(performance.now() - started).toBeLessThan(1_000 * slowness());
  expect(await missed()).toBe(before + 2);
});

test('a source is never asked twice at a time, and what comes late is shown by the next scrape', async () => {
  const late = Promise.withResolvers<number>();
  let asked = 0;
  const read = reading('business', () => {
    asked += 1;
    return late.promise;
  });
  expect(await read()).toBeUndefined();
  expect(await read()).toBeUndefined();
  expect(asked).toBe(1);
  late.resolve(9);
  await late.promise;
  expect(await read()).toBe(9);
});
