import { addDays, fixedClock } from '@crm-gtd/shared/clock.ts';
import { createImport, getImport, putImportChunk } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { crmService } from '../service.ts';
import { oldFilesJob } from './old-files.job.ts';
import { oldFilesStore } from './old-files.store.ts';

let crm: TestService<DB>;
beforeAll(async () => {
  crm = await startTestService(crmService);
});
afterAll(() => crm[Symbol.asyncDispose]());

const clock = fixedClock('2026-11-22T12:00:00Z');
const daysAgo = (days: number): Date => addDays(clock.now(), -days);

const piece = async (scope: Scope): Promise<string> => {
  const uploadId = newId();
  await crm.call(putImportChunk, { uploadId, index: 0, bytesBase64: Buffer.from('imię;e-mail\nAnna;a@b.pl\n').toString('base64') }, scope);
  return uploadId;
};
const imported = async (scope: Scope, age: number, status: string): Promise<string> => {
  const { id } = await crm.call(createImport, { uploadId: await piece(scope), fileName: 'k.csv', chunkCount: 1 }, scope);
  await crm.ownerSql('update imports set created_at = $1, status = $2 where id = $3', [daysAgo(age), status, id]);
  return id;
};
const files = async (): Promise<string[]> =>
  (await crm.ownerSql<{ import_id: string }>('select import_id from import_files')).map(({ import_id }) => import_id);

test('files of imports and uploads nobody finished go after 30 days, in every organization; imports at work keep theirs', async () => {
  const [one, other] = [crm.scope({ organizationId: newId() }), crm.scope({ organizationId: newId() })];
  const old = [await imported(one, 31, 'finished'), await imported(other, 40, 'failed')];
  const kept = [await imported(one, 29, 'finished'), await imported(other, 31, 'running')];
  const [stale, fresh] = [await piece(one), await piece(other)];
  await crm.ownerSql('update import_chunks set created_at = $1 where upload_id = $2', [daysAgo(31), stale]);
  await crm.ownerSql('update import_chunks set created_at = $1 where upload_id = $2', [daysAgo(1), fresh]);

  await oldFilesJob(oldFilesStore(crm.db), clock).run(new AbortController().signal);

  expect((await files()).sort()).toEqual([...kept].sort());
  const uploads = await crm.ownerSql<{ upload_id: string }>('select upload_id from import_chunks');
  expect(uploads.map(({ upload_id }) => upload_id)).toEqual([fresh]);
  expect((await crm.call(getImport, { importId: old[0] ?? '' }, one)).status).toBe('finished');
});
