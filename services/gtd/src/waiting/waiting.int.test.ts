import { listWaitingFors, openWaitingFor, reopenWaitingFor, resolveWaitingFor } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { gtdService } from '../service.ts';
import { fakeCrm, known } from '../testing/crm.fake.ts';

let gtd: TestService<DB>;
beforeAll(async () => {
  gtd = await startTestService(gtdService, { remotes: fakeCrm });
});
afterAll(async () => gtd[Symbol.asyncDispose]());

const member = () => gtd.scope({ actorId: newId(), role: 'MEMBER' });

test('is opened, resolved and reopened, and told with its whole state', async () => {
  const me = member();
  const opened = await gtd.call(
    openWaitingFor,
    { title: 'Offer', personId: known.contactId, followUpOn: '2026-12-01', links: { dealId: known.dealId } },
    me,
  );
  expect(opened).toMatchObject({ status: 'open', version: 1, links: { contactId: known.contactId, dealId: known.dealId } });
  expect((await gtd.call(listWaitingFors, {}, me)).items).toEqual([opened]);

  const waitingForId = opened.id;
  expect(await gtd.call(resolveWaitingFor, { waitingForId }, me)).toMatchObject({ status: 'resolved', version: 2 });
  await expect(gtd.call(resolveWaitingFor, { waitingForId }, me)).rejects.toMatchObject({ code: 'GTD_WAITING_RESOLVED' });
  expect((await gtd.call(listWaitingFors, { status: 'resolved' }, me)).items).toHaveLength(1);
  expect(await gtd.call(reopenWaitingFor, { waitingForId }, me)).toMatchObject({ status: 'open', resolvedAt: null, version: 3 });
  expect(await gtd.call(reopenWaitingFor, { waitingForId }, me)).toMatchObject({ version: 3 });
  const rows = await gtd.ownerSql<{ type: string }>('select type from msg_outbox where aggregate_id = $1 order by sequence', [
    waitingForId,
  ]);
  expect(rows.map(({ type }) => type)).toEqual(['gtd.waitingFor.opened', 'gtd.waitingFor.resolved', 'gtd.waitingFor.reopened']);
});

test('lists are one’s own; beside a record everybody’s; another organization sees none', async () => {
  const [me, colleague] = [member(), member()];
  const { id: waitingForId } = await gtd.call(openWaitingFor, { title: 'Hers', links: { companyId: known.companyId } }, colleague);
  expect((await gtd.call(listWaitingFors, {}, me)).items).toEqual([]);
  expect((await gtd.call(listWaitingFors, { companyId: known.companyId }, me)).items).toHaveLength(1);
  const stranger = gtd.scope({ organizationId: newId() });
  expect((await gtd.call(listWaitingFors, { companyId: known.companyId }, stranger)).items).toEqual([]);
  for (const action of [resolveWaitingFor, reopenWaitingFor]) {
    await expect(gtd.call(action, { waitingForId }, stranger)).rejects.toMatchObject({ code: 'GTD_WAITING_NOT_FOUND' });
  }
});

test('an unknown person is refused by name', async () => {
  await expect(gtd.call(openWaitingFor, { title: 'x', personId: newId() })).rejects.toMatchObject({
    code: 'REFERENCE_UNKNOWN',
    details: { errors: [expect.objectContaining({ path: 'personId' })] },
  });
});
