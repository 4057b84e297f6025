import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { event } from '../contracts/define.ts';
import { createTenantDb, type TenantDb } from '../database/tenant-db.ts';
import { newId } from '../ids.ts';
import type { Command, Scope } from '../service/scope.ts';
import { startTestDb, type TestDb } from '../testing/test-db.ts';
import { onceOnly } from './command.ts';
import { appendEvents } from './outbox.ts';

const changed = event('crm.probe.changed', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'probe',
  key: (d) => d.probeId,
  data: z.object({ probeId: z.uuid() }),
});

let database: TestDb<unknown>;
let db: TenantDb<unknown>;
beforeAll(async () => {
  database = await startTestDb('crm');
  db = createTenantDb<unknown>({ url: database.appUrl, schema: 'crm', applicationName: 'command-test', maxConnections: 4 });
});
afterAll(async () => {
  await db?.close();
  await database?.[Symbol.asyncDispose]();
});

const scope = (command?: Command): Scope => ({
  organizationId: newId(),
  actorId: newId(),
  role: 'OWNER',
  correlationId: newId(),
  causationId: newId(),
  ...(command ? { command } : {}),
});
const write = (as: Scope, probeId = newId()): Promise<string> =>
  onceOnly(db, as, () =>
    db.withTenant(as, async (tx) => {
      // As stores do: with COMMIT on the same way, before the answer to the insert is there.
      await tx.lastly(() => appendEvents(tx, [changed.of({ probeId })]));
      return probeId;
    }),
  );
const events = async ({ organizationId }: Scope): Promise<string[]> =>
  (
    await database.ownerSql<{ id: string }>('select aggregate_id as id from crm.msg_outbox where organization_id = $1', [organizationId])
  ).map(({ id }) => id);
const repeat = (as: Scope, repeated = true): Scope => ({ ...as, command: { id: as.command?.id ?? '', repeated } });

test('a command that was carried out is not carried out again, and its repetition learns what it changed', async () => {
  const as = scope({ id: newId(), repeated: false });
  const probeId = await write(as);
  await expect(write(repeat(as))).rejects.toMatchObject({ code: 'IDEMPOTENCY_APPLIED', details: { changed: [probeId] } });
  expect(await events(as)).toEqual([probeId]);
});

test('a repetition is answered before any rule can refuse what has become true', async () => {
  const as = scope({ id: newId(), repeated: false });
  await write(as);
  let ran = false;
  const again = onceOnly(db, repeat(as), async () => {
    ran = true;
  });
  await expect(again).rejects.toMatchObject({ code: 'IDEMPOTENCY_APPLIED' });
  expect(ran).toBe(false);
});

test('a repetition of what never happened runs', async () => {
  const as = scope({ id: newId(), repeated: true });
  const probeId = await write(as);
  expect(await events(as)).toEqual([probeId]);
});

test('of many at once one writes', async () => {
  const as = scope({ id: newId(), repeated: false });
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => write(repeat(as, false))));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'IDEMPOTENCY_APPLIED' });
  expect(await events(as)).toHaveLength(1);
});

test('a command may take several units, and a unit may tell events twice', async () => {
  const as = scope({ id: newId(), repeated: false });
  await onceOnly(db, as, async () => {
    await write(as);
    await db.withTenant(as, async (tx) => {
      await appendEvents(tx, [changed.of({ probeId: newId() })]);
      await appendEvents(tx, [changed.of({ probeId: newId() })]);
    });
  });
  expect(await events(as)).toHaveLength(3);
  await expect(write(repeat(as))).rejects.toMatchObject({ code: 'IDEMPOTENCY_APPLIED' });
});

test('without a command every write counts', async () => {
  const as = scope();
  await write(as);
  await write(as);
  expect(await events(as)).toHaveLength(2);
});
