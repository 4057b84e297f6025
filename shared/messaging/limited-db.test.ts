import { expect, test } from '@jest/globals';
import type { TenantDb } from '../database/tenant-db.ts';
import { limitedDb } from './limited-db.ts';

test('runs so many units at a time, in the order they came, and goes on after one that fails', async () => {
  const state = { running: 0, most: 0 };
  const started: number[] = [];
  const leave: (() => void)[] = [];
  const withoutTenant = async (work: (tx: never) => Promise<unknown>): Promise<unknown> => {
    state.running += 1;
    state.most = Math.max(state.most, state.running);
    try {
      return await work(undefined as never);
    } finally {
      state.running -= 1;
    }
  };
  const db = limitedDb({ withoutTenant } as unknown as TenantDb<unknown>, 2);
  const units = [1, 2, 3, 4, 5].map((number) =>
    db.withoutTenant(async () => {
      started.push(number);
      await new Promise<void>((resolve) => leave.push(resolve));
      if (number === 2) throw new Error('no');
      return number;
    }),
  );
  const ended = Promise.allSettled(units);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < 5; turn += 1) {
    await settle();
    leave.shift()?.();
  }
  expect((await ended).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled']);
  expect(started).toEqual([1, 2, 3, 4, 5]);
  expect(state.most).toBe(2);
});
