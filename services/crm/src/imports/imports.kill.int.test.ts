import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@crm-gtd/shared/clock.ts';
import { createImport, type Import, putImportChunk, runImport, undoImport } from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { ActionContract, InputOf, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { startNats } from '@crm-gtd/shared/local-servers/nats.ts';
import { freePort } from '@crm-gtd/shared/local-servers/ports.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { makeActorKeys } from '@crm-gtd/shared/testing/actor-keys.ts';
import { startTestDb, type TestDb } from '@crm-gtd/shared/testing/test-db.ts';
import { testStack } from '@crm-gtd/shared/testing/test-stack.ts';
import { waitFor } from '@crm-gtd/shared/testing/wait-for.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { importsActions } from './imports.actions.ts';
import { importsStore } from './imports.store.ts';

/* The real process, on real servers, killed with SIGKILL. Imports are started through the actions in this process, the work is done in the other. */

const largeFile = join(import.meta.dirname, '../../../../../shared/data/kontakty-10000.csv');
const rows = 10_000;
const made = (): string =>
  `Nazwisko;E-mail;Firma;Domena\n${Array.from({ length: rows }, (_, index) => `Osoba ${index};osoba${index}@f${index % 900}.example;Firma ${index % 900};f${index % 900}.example\n`).join('')}`;

/** As the start script gives them. */
const heapFlags = ['--max-semi-space-size=8', '--max-old-space-size=256'];
const folder = mkdtempSync(join(tmpdir(), 'crm-imports-'));
const keys = makeActorKeys();
const scope: Scope = { organizationId: newId(), actorId: newId(), role: 'OWNER', correlationId: newId(), causationId: newId() };
let database: TestDb<DB>;
let nats: Awaited<ReturnType<typeof startNats>>;
let crm: ChildProcess | undefined;

const call = async <A extends ActionContract>(contract: A, input: InputOf<A>): Promise<OutputOf<A>> => {
  const actions = importsActions({ store: importsStore(database.db), clock: systemClock, wake: () => undefined });
  const action = actions.find((entry) => entry.contract.name === contract.name);
  return (await action?.run(input, { scope, correlationId: scope.correlationId })) as OutputOf<A>;
};

const startCrm = async (): Promise<void> => {
  crm = spawn(process.execPath, [...heapFlags, join(import.meta.dirname, '../main.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      NODE_ENV: 'test',
      LOG_LEVEL: 'info',
      OPERATIONS_PORT: '0',
      DATABASE_URL: database.appUrl,
      RELAY_DATABASE_URL: database.relayUrl,
      NATS_URL: nats.url,
      REDIS_URL: testStack().redisUrl,
      ACTOR_PRIVATE_KEY: keys.privateKeyOf('crm'),
      ACTOR_PUBLIC_KEYS: keys.publicKeys,
    },
  });
  let said = '';
  crm.stdout?.on('data', (text: Buffer) => {
    said = `${said}${text}`.slice(-20_000);
  });
  await waitFor('the service to be ready', () => said.includes('service.ready'));
};

const kill = async (): Promise<void> => {
  if (crm === undefined || crm.exitCode !== null) return;
  crm.kill('SIGKILL');
  await once(crm, 'exit');
};

const done = async (column: string, importId: string, least: number): Promise<void> => {
  await waitFor(
    `${least} ${column}`,
    async () => {
      const [row] = await database.ownerSql<{ value: number | null }>(`select ${column} as value from imports where id = $1`, [importId]);
      return (row?.value ?? 0) >= least;
    },
    120_000,
  );
};
const status = async (importId: string, wanted: Import['status']): Promise<void> => {
  await waitFor(
    `the import to be ${wanted}`,
    async () => (await importsStore(database.db).get(scope, importId)).status === wanted,
    120_000,
  );
};
const count = async (what: string): Promise<number> =>
  Number((await database.ownerSql<{ count: string }>(`select count(*) from ${what}`))[0]?.count);

/** Highest resident memory of the service since it started, in MB. */
const peakMemory = (): number => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${crm?.pid}/status`, 'utf8'))?.[1] ?? 0) / 1_000;

beforeAll(async () => {
  database = await startTestDb<DB>('crm');
  nats = await startNats({ dataDir: join(folder, 'nats'), port: await freePort(), monitorPort: await freePort() });
});

afterAll(async () => {
  await kill();
  await nats[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('killed again and again, run and undo end with every row once, in less than 300 MB', async () => {
  const bytes = existsSync(largeFile) ? readFileSync(largeFile) : Buffer.from(made());
  const uploadId = newId();
  const chunkCount = Math.ceil(bytes.length / 500_000);
  for (let index = 0; index < chunkCount; index += 1) {
    await call(putImportChunk, { uploadId, index, bytesBase64: bytes.subarray(index * 500_000, (index + 1) * 500_000).toString('base64') });
  }
  const { id: importId, suggestedMapping: mapping } = await call(createImport, { uploadId, fileName: 'k.csv', chunkCount });
  await call(runImport, { importId, mapping, duplicates: 'skip' });
  for (const least of [1_000, 4_000]) {
    await startCrm();
    await done('done', importId, least);
    await kill();
  }
  await startCrm();
  await status(importId, 'finished');
  const { counts } = await importsStore(database.db).get(scope, importId);
  expect(counts.created + counts.updated + counts.skipped + counts.failed).toBe(rows);
  expect(await count('contacts where deleted_at is null')).toBe(counts.created);
  expect(await count("msg_outbox where type = 'crm.contact.created'")).toBe(counts.created);
  expect(await count(`(select row_number from import_rows where import_id = '${importId}') as numbered`)).toBe(rows);
  if (existsSync('/proc/self/status')) expect(peakMemory()).toBeLessThan(300);

  const companiesMade = await count('companies where deleted_at is null');
  await call(undoImport, { importId });
  await done('undo_removed', importId, 1_000);
  await kill();
  await startCrm();
  await status(importId, 'undone');
  const { undo } = await importsStore(database.db).get(scope, importId);
  const companies = { removed: companiesMade, reverted: 0, kept: 0 };
  expect(undo).toEqual({ removed: counts.created, reverted: 0, kept: 0, companies });
  expect(await count('contacts where deleted_at is null')).toBe(0);
  expect(await count('companies where deleted_at is null')).toBe(0);
  expect(await count("msg_outbox where type = 'crm.contact.deleted'")).toBe(counts.created);
}, 400_000);
