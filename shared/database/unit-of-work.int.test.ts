import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../ids.ts';
import { type Scope, serviceScope } from '../service/scope.ts';
import { type CountingProxy, startCountingProxy } from '../testing/counting-proxy.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { createTenantDb, type TenantDb, type Tx } from './tenant-db.ts';

type DB = { searchToken: { organizationId: string; kind: string; token: string; entityId: string } };

let test1: TestDb<DB>;
let proxy: CountingProxy;
/** One connection, so that what is counted belongs to the unit at hand. */
let db: TenantDb<DB>;
const scope: Scope = serviceScope({ service: 'voice', organizationId: newId(), correlationId: newId(), causationId: newId() });

beforeAll(async () => {
  test1 = await startTestDb<DB>('voice');
  const url = new URL(test1.appUrl);
  proxy = await startCountingProxy(Number(url.port));
  url.port = String(proxy.port);
  db = createTenantDb<DB>({ url: url.href, schema: 'voice', applicationName: 'voice-test', maxConnections: 1 });
});
afterAll(async () => {
  await db.close();
  await proxy[Symbol.asyncDispose]();
  await test1[Symbol.asyncDispose]();
});

const add = (tx: Tx<DB>, token: string, entityId = newId()) =>
  tx.kysely.insertInto('searchToken').values({ organizationId: scope.organizationId, kind: 'thing', token, entityId }).execute();
const read = (tx: Tx<DB>) => tx.kysely.selectFrom('searchToken').select('token').where('kind', '=', 'thing').orderBy('token').execute();

async function writesOf(work: (tx: Tx<DB>) => Promise<unknown>): Promise<number> {
  await db.ping();
  proxy.takeWrites();
  await db.withTenant(scope, work);
  return proxy.takeWrites();
}

test('a unit with one statement makes two round trips, and one when COMMIT rides along', async () => {
  expect(await writesOf(read)).toBe(2);
  expect(await writesOf((tx) => tx.lastly(() => read(tx)))).toBe(1);
});

test('statements started together travel together', async () => {
  expect(await writesOf((tx) => Promise.all([add(tx, 'a'), add(tx, 'b'), tx.sql('select 1'), read(tx)]))).toBe(2);
  expect(await writesOf((tx) => tx.lastly(() => Promise.all([add(tx, 'c'), add(tx, 'd')])))).toBe(1);
  const stored = await db.withTenant(scope, read);
  expect(stored.map(({ token }) => token)).toEqual(['a', 'b', 'c', 'd']);
});

test('a unit that asks nothing says nothing', async () => {
  expect(await writesOf(async () => 1)).toBe(0);
});

test('a fault in the last statements undoes all of the unit', async () => {
  const entity = newId();
  const unit = db.withTenant(scope, async (tx) => {
    await add(tx, 'undone', entity);
    return tx.lastly(() => Promise.all([add(tx, 'undone too'), add(tx, 'undone', entity)]));
  });
  await expect(unit).rejects.toMatchObject({ code: '23505' });
  expect(await test1.ownerSql("select from search_token where token like 'undone%'")).toHaveLength(0);
});

test("a statement after the end is refused, not run on somebody else's unit", async () => {
  let kept: Tx<DB> | undefined;
  await db.withTenant(scope, async (tx) => {
    kept = tx;
    await read(tx);
  });
  await expect(read(kept as Tx<DB>)).rejects.toThrow('over');
  const late = db.withTenant(scope, (tx) => tx.lastly(async () => [await read(tx), await read(tx)]));
  await expect(late).rejects.toThrow('over');
});

test('signals run after the commit only, and a failing one harms nobody', async () => {
  const heard: string[] = [];
  const signal = (word: string) => async (tx: Tx<DB>) => {
    tx.afterCommit(() => {
      throw new Error('nobody listens');
    });
    tx.afterCommit(() => void heard.push(word));
    await read(tx);
    if (word === 'failed') throw new Error(word);
  };
  await expect(db.withTenant(scope, signal('failed'))).rejects.toThrow('failed');
  await db.withTenant(scope, signal('committed'));
  expect(heard).toEqual(['committed']);
});

test('a connection that breaks before COMMIT costs a retry, not the unit', async () => {
  let runs = 0;
  const answer = await db.withTenant(scope, async (tx) => {
    runs += 1;
    await add(tx, `run ${runs}`);
    if (runs === 1) proxy.cut();
    return (await read(tx)).filter(({ token }) => token.startsWith('run')).length;
  });
  expect([runs, answer]).toEqual([2, 1]);
});

test('a database that stays away is reported as such', async () => {
  const nowhere = createTenantDb<DB>({ url: 'postgresql://a:b@127.0.0.1:1/none', schema: 'voice', applicationName: 'voice-test' });
  await expect(nowhere.withTenant(scope, read)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  await nowhere.close();
});

test('of two units that lock each other out, one runs again and both succeed', async () => {
  const [first, second] = [newId(), newId()];
  await test1.db.withTenant(scope, (tx) => Promise.all([add(tx, 'lock', first), add(tx, 'lock', second)]));
  const met = Promise.withResolvers<void>();
  let waiting = 0;
  const lockBoth = (order: readonly string[]) => async (tx: Tx<DB>) => {
    const lock = (id: string | undefined) => tx.sql('select from search_token where entity_id = $1 for update', [id]);
    await lock(order[0]);
    waiting += 1;
    if (waiting === 2) met.resolve();
    await met.promise;
    await lock(order[1]);
    return waiting;
  };
  const runs = await Promise.all([
    test1.db.withTenant(scope, lockBoth([first, second])),
    test1.db.withTenant(scope, lockBoth([second, first])),
  ]);
  expect(Math.max(...runs)).toBe(3);
});

test("statements of many forms never run into each other's prepared plans", async () => {
  const works = Array.from({ length: 60 }, (_, i) => (tx: Tx<DB>) => tx.sql<{ n: number }>(`select ${i % 7} + $1::int as n`, [i]));
  for (let round = 0; round < 3; round += 1) {
    const rows = await Promise.all(works.map((work) => db.withTenant(scope, work)));
    expect(rows.map(([row]) => row?.n)).toEqual(works.map((_, i) => (i % 7) + i));
  }
});
