import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../shared/ids.ts';
import { startTestDb, type TestDb } from '../../shared/testing/test-db.ts';
import { grantAtFirst, operate } from './operators.ts';

let database: TestDb<unknown>;
beforeAll(async () => {
  database = await startTestDb<unknown>('gateway');
});
afterAll(async () => database[Symbol.asyncDispose]());

const said: string[] = [];
const operating = () => ({
  db: database.db,
  by: 'ola',
  now: new Date('2026-11-27T10:00:00Z'),
  say: (line: string) => void said.push(line),
  appUrl: 'https://firma.example/crm',
});
const run = (...args: string[]): Promise<void> => operate(operating(), args);
const told = async (userId: string): Promise<unknown[]> =>
  (await database.ownerSql<{ type: string }>('select type from msg_outbox where aggregate_id = $1 order by seq', [userId])).map(
    ({ type }) => type,
  );

const person = async (): Promise<string> => {
  const [id, organizationId] = [newId(), newId()];
  await database.ownerSql(
    "insert into users (id, email, name, password_hash, locale, time_zone, created_at, updated_at) values ($1, $2, 'Ola', 'x', 'pl', 'Europe/Warsaw', now(), now())",
    [id, `${id}@example.com`],
  );
  const scope = { organizationId, actorId: id, role: 'OWNER', correlationId: newId(), causationId: newId() } as const;
  await database.db.withTenant(scope, (tx) =>
    tx.sql("insert into memberships (organization_id, id, user_id, role, created_at, version) values ($1, $2, $3, 'OWNER', now(), 1)", [
      organizationId,
      newId(),
      id,
    ]),
  );
  return id;
};

test('F22: an operator is granted to a user by his id, listed, and revoked; his organizations are told', async () => {
  const id = await person();
  await run('add', id);
  await expect(run('add', id)).rejects.toThrow('already');
  said.length = 0;
  await run('list');
  expect(said).toEqual([`${id}\t${id}@example.com\t2026-11-27T10:00:00.000Z\tola`]);
  await run('remove', id);
  await expect(run('remove', id)).rejects.toThrow('no operator');
  expect(await told(id)).toEqual(['gateway.operator.granted', 'gateway.operator.revoked']);
  await run('add', id);
});

test('F22: an e-mail address, an unknown user or another act is refused', async () => {
  await expect(run('add', 'ola@example.com')).rejects.toThrow('id of a user');
  await expect(run('add', newId())).rejects.toThrow('no user');
  for (const act of [[], ['constructor'], ['grant', newId()]]) await expect(run(...act)).rejects.toThrow('Usage');
});

test('F22: what a seed grants once it does not grant again after it was taken away', async () => {
  const id = await person();
  await grantAtFirst(operating(), id);
  await run('remove', id);
  await grantAtFirst(operating(), id);
  expect(await told(id)).toEqual(['gateway.operator.granted', 'gateway.operator.revoked']);
});
