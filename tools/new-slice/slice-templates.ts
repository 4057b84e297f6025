import type { SliceNames } from './names.ts';

type Template = (names: SliceNames) => string;

const decisions: Template = ({
  service,
  things,
  thing,
  Thing,
  notFound,
}) => `import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { type ${Thing}, ${thing}Created, ${thing}Deleted, ${thing}Restored, ${thing}Updated } from '@crm-gtd/shared/contracts/${service}/${things}.ts';
import { changedFields, requireLive, requireRestorable, requireVersion } from '@crm-gtd/shared/records/record.ts';

export type ${Thing}State = Readonly<${Thing} & { deletedAt: string | null }>;
type Patch = Readonly<{ name?: string | undefined; expectedVersion?: number | undefined }>;

const moved = (state: ${Thing}State, change: Partial<${Thing}State>, now: Date): ${Thing}State => ({ ...state, ...change, updatedAt: now.toISOString(), version: state.version + 1 });

export const create = (id: string, { name }: { name: string }, now: Date): Decision<${Thing}State> => {
  const at = now.toISOString();
  return { next: { id, name, createdAt: at, updatedAt: at, version: 1, deletedAt: null }, events: [${thing}Created.of({ ${thing}Id: id })] };
};

export const update = (state: ${Thing}State, { name = state.name, expectedVersion }: Patch, now: Date): Decision<${Thing}State> => {
  requireVersion(requireLive(state, '${notFound}'), expectedVersion);
  const fields = changedFields(state, { name });
  if (fields.length === 0) return { next: state, events: [] };
  return { next: moved(state, { name }, now), events: [${thing}Updated.of({ ${thing}Id: state.id, changedFields: fields })] };
};

export const remove = (state: ${Thing}State, now: Date): Decision<${Thing}State> => {
  requireLive(state, '${notFound}');
  return { next: moved(state, { deletedAt: now.toISOString() }, now), events: [${thing}Deleted.of({ ${thing}Id: state.id })] };
};

export const restore = (state: ${Thing}State, now: Date): Decision<${Thing}State> => {
  requireRestorable(state, now, '${notFound}');
  if (state.deletedAt === null) return { next: state, events: [] };
  return { next: moved(state, { deletedAt: null }, now), events: [${thing}Restored.of({ ${thing}Id: state.id })] };
};
`;

const decisionTests: Template = ({ thing, Thing, notFound }) => `import { expect, test } from '@jest/globals';
import { newId } from '@crm-gtd/shared/ids.ts';
import { create, remove, restore, update } from './${thing}.ts';

const now = new Date('2026-11-22T10:00:00Z');
const state = create(newId(), { name: 'First' }, now).next;

test('a change is told by the names of its fields, and nothing changed tells nothing', () => {
  expect(update(state, { name: 'Second' }, now)).toMatchObject({ next: { name: 'Second', version: 2 }, events: [{ data: { changedFields: ['name'] } }] });
  expect(update(state, { name: 'First' }, now).events).toEqual([]);
});

test('a stale version is refused with the current state', () => {
  expect(() => update(state, { name: 'Second', expectedVersion: 9 }, now)).toThrow(expect.objectContaining({ code: 'VERSION_STALE' }));
});

test('a deleted ${Thing} is not found until it is restored', () => {
  const deleted = remove(state, now).next;
  expect(() => update(deleted, { name: 'Second' }, now)).toThrow(expect.objectContaining({ code: '${notFound}' }));
  expect(restore(deleted, now).next.deletedAt).toBeNull();
});

test('the trash keeps a deleted one for 30 days', () => {
  const deleted = remove(state, now).next;
  const later = new Date(now.getTime() + 31 * 86_400_000);
  expect(() => restore(deleted, later)).toThrow(expect.objectContaining({ code: '${notFound}' }));
});
`;

const actions: Template = ({ service, things, thing, Thing, Things }) => `import type { Clock } from '@crm-gtd/shared/clock.ts';
import { create${Thing}, delete${Thing}, get${Thing}, list${Things}, restore${Thing}, update${Thing} } from '@crm-gtd/shared/contracts/${service}/${things}.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import { create, remove, restore, update } from './${thing}.ts';
import type { ${Things}Store } from './${things}.store.ts';

export const ${things}Actions = (store: ${Things}Store, clock: Clock): ActionEntry[] => [
  handle(list${Things}, (query, { scope }) => store.list(scope, query)),
  handle(get${Thing}, ({ ${thing}Id }, { scope }) => store.get(scope, ${thing}Id)),
  handle(create${Thing}, (input, { scope }) => store.create(scope, create(newId(), input, clock.now()))),
  handle(update${Thing}, ({ ${thing}Id, ...patch }, { scope }) => store.update(scope, ${thing}Id, (state) => update(state, patch, clock.now()))),
  handle(delete${Thing}, ({ ${thing}Id }, { scope }) => store.update(scope, ${thing}Id, (state) => remove(state, clock.now()))),
  handle(restore${Thing}, ({ ${thing}Id }, { scope }) => store.update(scope, ${thing}Id, (state) => restore(state, clock.now()))),
];
`;

const store: Template = ({ service, things, thing, Thing, Things, notFound }) => `import type { Selectable } from 'kysely';
import type { ${Thing}, list${Things} } from '@crm-gtd/shared/contracts/${service}/${things}.ts';
import type { Decision, InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import type { TenantDb, Tx } from '@crm-gtd/shared/database/tenant-db.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { DB, ${Thing} as Row } from '../generated/db-types.ts';
import type { ${Thing}State } from './${thing}.ts';

export type ${Things}Store = Readonly<{
  list(scope: Scope, query: InputOf<typeof list${Things}>): Promise<Page<${Thing}>>;
  get(scope: Scope, id: string): Promise<${Thing}>;
  create(scope: Scope, decision: Decision<${Thing}State>): Promise<${Thing}>;
  update(scope: Scope, id: string, decide: (state: ${Thing}State) => Decision<${Thing}State>): Promise<${Thing}>;
}>;

const stateOf = ({ organizationId: _organization, ...row }: Selectable<Row>): ${Thing}State => ({
  ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString(), deletedAt: row.deletedAt?.toISOString() ?? null,
});

const found = (row: Selectable<Row> | undefined): ${Thing}State => {
  if (!row) throw new AppError('${notFound}');
  return stateOf(row);
};

const byId = (tx: Tx<DB>, id: string) => tx.kysely.selectFrom('${things}').selectAll().where('organizationId', '=', tx.scope.organizationId).where('id', '=', id);

const list = { filters: { name: { column: 'name', type: 'text' }, createdAt: { column: 'createdAt', type: 'instant' } }, sorts: { name: { column: 'name', type: 'text' }, createdAt: { column: 'createdAt', type: 'timestamptz' } }, defaultSort: 'name' } as const;

/** Locks the row, decides, saves and tells: two round trips, the second with COMMIT in it. */
const change = async (tx: Tx<DB>, id: string, decide: (state: ${Thing}State) => Decision<${Thing}State>): Promise<${Thing}> => {
  const { next, events } = decide(found(await byId(tx, id).forUpdate().executeTakeFirst()));
  if (events.length === 0) return next;
  const { id: _id, createdAt: _created, ...values } = next;
  await tx.lastly(() => Promise.all([tx.kysely.updateTable('${things}').set(values).where('organizationId', '=', tx.scope.organizationId).where('id', '=', id).execute(), appendEvents(tx, events)]));
  return next;
};

export const ${things}Store = (db: TenantDb<DB>): ${Things}Store => ({
  list: (scope, query) =>
    db.withTenant(scope, async (tx) => {
      const asked = listQuery(query, list);
      const rows = await tx.lastly(() => tx.kysely.selectFrom('${things}').selectAll().where('organizationId', '=', scope.organizationId).where('deletedAt', 'is', null).$call(asked.apply).execute());
      return asked.page(rows, ({ cursorKey: _key, cursorId: _id, ...row }) => stateOf(row));
    }),
  get: (scope, id) => db.withTenant(scope, async (tx) => found(await tx.lastly(() => byId(tx, id).where('deletedAt', 'is', null).executeTakeFirst()))),
  create: (scope, { next, events }) =>
    db.withTenant(scope, async (tx) => {
      await tx.lastly(() => Promise.all([tx.kysely.insertInto('${things}').values({ ...next, organizationId: scope.organizationId }).execute(), appendEvents(tx, events)]));
      return next;
    }),
  update: (scope, id, decide) => db.withTenant(scope, (tx) => change(tx, id, decide)),
});
`;

const module: Template = ({ things }) => `import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { TenantDb } from '@crm-gtd/shared/database/tenant-db.ts';
import type { ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { DB } from '../generated/db-types.ts';
import { ${things}Actions } from './${things}.actions.ts';
import { ${things}Store } from './${things}.store.ts';

export const ${things}Module = ({ db, clock }: Readonly<{ db: TenantDb<DB>; clock: Clock }>): ServiceParts => ({
  actions: ${things}Actions(${things}Store(db), clock),
  consumers: [],
});
`;

/** What a service does not start without. */
const neededBy = (service: string): string =>
  service === 'gateway' ? ", { config: { PORT: '0', JWT_SECRET: 'a'.repeat(40), JWT_REFRESH_SECRET: 'b'.repeat(40) } }" : '';

const integrationTests: Template = ({
  service,
  things,
  thing,
  Thing,
  Things,
  notFound,
}) => `import { create${Thing}, delete${Thing}, get${Thing}, list${Things}, restore${Thing}, ${thing}Updated, update${Thing} } from '@crm-gtd/shared/contracts/${service}/${things}.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { ${service}Service } from '../service.ts';

let ${service}: TestService<DB>;
beforeAll(async () => {
  ${service} = await startTestService(${service}Service${neededBy(service)});
});
afterAll(async () => ${service}[Symbol.asyncDispose]());

test('is created, changed, deleted and restored, and tells of it', async () => {
  const { id: ${thing}Id } = await ${service}.call(create${Thing}, { name: 'First' });
  expect(await ${service}.call(update${Thing}, { ${thing}Id, name: 'Second' })).toMatchObject({ name: 'Second', version: 2 });
  await ${service}.call(delete${Thing}, { ${thing}Id });
  await expect(${service}.call(get${Thing}, { ${thing}Id })).rejects.toMatchObject({ code: '${notFound}' });
  expect(await ${service}.call(restore${Thing}, { ${thing}Id })).toMatchObject({ name: 'Second' });
  expect((await ${service}.outbox(${thing}Updated)).filter(({ data }) => data.${thing}Id === ${thing}Id)).toHaveLength(1);
});

test('is listed page by page, and only to its own organization', async () => {
  const scope = ${service}.scope({ organizationId: newId() });
  for (const name of ['a', 'b', 'c']) await ${service}.call(create${Thing}, { name }, scope);
  const first = await ${service}.call(list${Things}, { limit: 2 }, scope);
  const second = await ${service}.call(list${Things}, { limit: 2, cursor: first.nextCursor ?? '' }, scope);
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  const ${thing}Id = first.items[0]?.id ?? '';
  const stranger = ${service}.scope({ organizationId: newId() });
  await expect(${service}.call(get${Thing}, { ${thing}Id }, stranger)).rejects.toMatchObject({ code: '${notFound}' });
  await expect(${service}.call(delete${Thing}, { ${thing}Id }, stranger)).rejects.toMatchObject({ code: '${notFound}' });
});

test('a stale version is refused, and the last writer is kept', async () => {
  const { id: ${thing}Id } = await ${service}.call(create${Thing}, { name: 'First' });
  await ${service}.call(update${Thing}, { ${thing}Id, name: 'Second', expectedVersion: 1 });
  await expect(${service}.call(update${Thing}, { ${thing}Id, name: 'Third', expectedVersion: 1 })).rejects.toMatchObject({ code: 'VERSION_STALE', details: { current: { name: 'Second' } } });
});
`;

/** The files of a slice's folder. */
export const sliceFiles = (names: SliceNames): Record<string, string> => ({
  [`${names.thing}.ts`]: decisions(names),
  [`${names.thing}.test.ts`]: decisionTests(names),
  [`${names.things}.actions.ts`]: actions(names),
  [`${names.things}.store.ts`]: store(names),
  [`${names.things}.module.ts`]: module(names),
  [`${names.things}.int.test.ts`]: integrationTests(names),
});
