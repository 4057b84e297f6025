import { createCompany, deleteCompany } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { createContact, deleteContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import {
  boardSums,
  closedMonths,
  createDeal,
  dealBuyer,
  dealMoved,
  dealWon,
  deleteDeal,
  getDeal,
  listDeals,
  loseDeal,
  moveDeal,
  reopenDeal,
  restoreDeal,
  stageHistory,
  updateDeal,
  winDeal,
} from '@crm-gtd/shared/contracts/crm/deals.ts';
import { createPipeline, listPipelines, type Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { crmService } from '../service.ts';

let crm: TestService<DB>;
beforeAll(async () => {
  crm = await startTestService(crmService);
});
afterAll(() => crm[Symbol.asyncDispose]());

async function tenant(): Promise<{ scope: Scope; pipeline: Pipeline; stage: (position: number) => string }> {
  const organizationId = newId();
  const scope = crm.scope({ organizationId });
  await crm.deliver(organizationCreated, { organizationId, ownerId: newId(), locale: 'pl' }, { organizationId });
  const [pipeline] = (await crm.call(listPipelines, {}, scope)).items;
  if (pipeline === undefined) throw new Error('no default pipeline');
  return { scope, pipeline, stage: (position) => pipeline.stages[position]?.id ?? '' };
}
const titles = async (scope: Scope, query: Parameters<typeof crm.call<typeof listDeals>>[1]): Promise<string[]> =>
  (await crm.call(listDeals, query, scope)).items.map(({ title }) => title);
const pln = (amount: number) => ({ amount, currency: 'PLN' as const });
const sum = (amount: number) => ({ ...pln(amount), atLeast: false });

test('a deal starts in the default pipeline’s first stage, with the names of what it links to', async () => {
  const { scope, pipeline, stage } = await tenant();
  const company = await crm.call(createCompany, { name: 'Młyn' }, scope);
  const contact = await crm.call(createContact, { firstName: 'Jan', lastName: 'Żak' }, scope);
  const made = await crm.call(
    createDeal,
    { title: 'Mąka', value: pln(12_345), companyId: company.id, contactId: contact.id, expectedCloseOn: '2026-12-31' },
    scope,
  );
  expect(made).toMatchObject({
    pipelineId: pipeline.id,
    stageId: stage(0),
    status: 'open',
    motion: 'stuck',
    ownerId: scope.actorId,
    value: pln(12_345),
    companyName: 'Młyn',
    contactName: 'Jan Żak',
    expectedCloseOn: '2026-12-31',
    version: 1,
  });
  expect(await crm.call(getDeal, { dealId: made.id }, scope)).toEqual(made);
  expect((await crm.call(listDeals, {}, scope)).items).toEqual([made]);
});

test('moving and winning are kept as history and told; winning twice is refused and told once', async () => {
  const { scope, stage } = await tenant();
  const { id: dealId } = await crm.call(createDeal, { title: 'X', value: pln(100) }, scope);
  expect(await crm.call(moveDeal, { dealId, stageId: stage(2), expectedVersion: 1 }, scope)).toMatchObject({
    stageId: stage(2),
    version: 2,
  });
  expect(await crm.call(moveDeal, { dealId, stageId: stage(2) }, scope)).toMatchObject({ version: 2 });
  const won = await crm.call(winDeal, { dealId }, scope);
  expect(won).toMatchObject({ status: 'won', version: 3, stageId: stage(2) });
  await expect(crm.call(winDeal, { dealId }, scope)).rejects.toMatchObject({ code: 'CRM_DEAL_NOT_OPEN' });
  await expect(crm.call(moveDeal, { dealId, stageId: stage(0) }, scope)).rejects.toMatchObject({ code: 'CRM_DEAL_NOT_OPEN' });
  const { items } = await crm.call(stageHistory, { dealId }, scope);
  expect(items).toMatchObject([
    { fromStageId: null, toStageId: stage(0), status: 'open', secondsInPrevious: null },
    { fromStageId: stage(0), toStageId: stage(2), status: 'open', secondsInPrevious: 0 },
    { fromStageId: stage(2), toStageId: stage(2), status: 'won', actorId: scope.actorId },
  ]);
  expect((await crm.outbox(dealMoved)).filter(({ data }) => data.dealId === dealId)).toHaveLength(1);
  expect((await crm.outbox(dealWon)).filter(({ data }) => data.dealId === dealId)).toMatchObject([
    { data: { value: pln(100), closedAt: won.closedAt, ownerId: scope.actorId, after: { status: 'won' } }, envelope: { sequence: 3 } },
  ]);
});

test('two who win at once: one does, the other is told that it is closed', async () => {
  const { scope } = await tenant();
  const { id: dealId } = await crm.call(createDeal, { title: 'X' }, scope);
  const outcomes = await Promise.allSettled([crm.call(winDeal, { dealId }, scope), crm.call(loseDeal, { dealId }, scope)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await crm.call(stageHistory, { dealId }, scope)).items).toHaveLength(2);
});

test('losing and reopening', async () => {
  const { scope } = await tenant();
  const { id: dealId } = await crm.call(createDeal, { title: 'X' }, scope);
  expect(await crm.call(loseDeal, { dealId, reason: 'Za drogo' }, scope)).toMatchObject({ status: 'lost', lostReason: 'Za drogo' });
  expect(await crm.call(reopenDeal, { dealId }, scope)).toMatchObject({ status: 'open', lostReason: null, closedAt: null });
  await expect(crm.call(reopenDeal, { dealId }, scope)).rejects.toMatchObject({ code: 'CRM_DEAL_NOT_CLOSED' });
});

test('stages and links of nobody, of another organization or of another pipeline are refused', async () => {
  const { scope } = await tenant();
  const foreign = await tenant();
  const service = await crm.call(createPipeline, { name: 'Serwis', stages: [{ name: 'A', probability: 5 }] }, scope);
  const { id: dealId } = await crm.call(createDeal, { title: 'X' }, scope);
  for (const stageId of [newId(), foreign.stage(0), service.stages[0]?.id ?? '']) {
    await expect(crm.call(moveDeal, { dealId, stageId }, scope)).rejects.toMatchObject({ code: 'CRM_STAGE_NOT_FOUND' });
  }
  await expect(crm.call(createDeal, { title: 'Y', pipelineId: foreign.pipeline.id }, scope)).rejects.toMatchObject({
    code: 'CRM_PIPELINE_NOT_FOUND',
  });
  await expect(crm.call(createDeal, { title: 'Y', stageId: foreign.stage(1) }, scope)).rejects.toMatchObject({
    code: 'CRM_STAGE_NOT_FOUND',
  });
  const company = await crm.call(createCompany, { name: 'Cudza' }, foreign.scope);
  const gone = await crm.call(createCompany, { name: 'Dawna' }, scope);
  await crm.call(deleteCompany, { companyId: gone.id }, scope);
  for (const link of [{ companyId: company.id }, { companyId: gone.id }, { contactId: newId() }]) {
    await expect(crm.call(createDeal, { title: 'Y', ...link }, scope)).rejects.toMatchObject({ code: 'REFERENCE_UNKNOWN' });
    await expect(crm.call(updateDeal, { dealId, ...link }, scope)).rejects.toMatchObject({ code: 'REFERENCE_UNKNOWN' });
  }
  expect(await crm.call(createDeal, { title: 'Z', stageId: service.stages[0]?.id }, scope)).toMatchObject({ pipelineId: service.id });
});

test('another organization’s deal is not found, and stays as it was', async () => {
  const [{ scope, stage }, other] = [await tenant(), await tenant()];
  const { id: dealId } = await crm.call(createDeal, { title: 'Nasz' }, scope);
  const notFound = { code: 'CRM_DEAL_NOT_FOUND' };
  for (const contract of [getDeal, winDeal, loseDeal, reopenDeal, deleteDeal, restoreDeal, stageHistory]) {
    await expect(crm.call(contract, { dealId }, other.scope)).rejects.toMatchObject(notFound);
  }
  await expect(crm.call(updateDeal, { dealId, title: 'Mój' }, other.scope)).rejects.toMatchObject(notFound);
  await expect(crm.call(moveDeal, { dealId, stageId: stage(1) }, other.scope)).rejects.toMatchObject(notFound);
  await expect(crm.call(boardSums, { pipelineId: (await tenant()).pipeline.id }, scope)).rejects.toMatchObject({
    code: 'CRM_PIPELINE_NOT_FOUND',
  });
  expect(await crm.call(getDeal, { dealId }, scope)).toMatchObject({ title: 'Nasz', status: 'open', version: 1 });
});

test('a stale edit is refused with the current deal', async () => {
  const { scope } = await tenant();
  const { id: dealId } = await crm.call(createDeal, { title: 'X' }, scope);
  await crm.call(updateDeal, { dealId, title: 'Y' }, scope);
  const stale = { code: 'VERSION_STALE', details: { current: { title: 'Y', version: 2 } } };
  await expect(crm.call(updateDeal, { dealId, title: 'Z', expectedVersion: 1 }, scope)).rejects.toMatchObject(stale);
  await expect(crm.call(winDeal, { dealId, expectedVersion: 1 }, scope)).rejects.toMatchObject(stale);
});

test('a deleted deal leaves lists and sums, and comes back', async () => {
  const { scope, pipeline } = await tenant();
  const { id: dealId } = await crm.call(createDeal, { title: 'X', value: pln(5) }, scope);
  await crm.call(deleteDeal, { dealId }, scope);
  expect(await titles(scope, {})).toEqual([]);
  expect((await crm.call(boardSums, { pipelineId: pipeline.id }, scope)).items[0]).toMatchObject({ count: 0, sums: [] });
  await expect(crm.call(getDeal, { dealId }, scope)).rejects.toMatchObject({ code: 'CRM_DEAL_NOT_FOUND' });
  await crm.call(restoreDeal, { dealId }, scope);
  expect(await titles(scope, {})).toEqual(['X']);
});

describe('the board', () => {
  test('sums open deals per stage and currency, plain and weighted', async () => {
    const { scope, pipeline, stage } = await tenant();
    await crm.call(createDeal, { title: 'A', value: pln(105) }, scope);
    await crm.call(createDeal, { title: 'B', value: { amount: 200, currency: 'EUR' } }, scope);
    const { id: dealId } = await crm.call(createDeal, { title: 'C', value: pln(1_000), stageId: stage(2) }, scope);
    await crm.call(createDeal, { title: 'D', value: pln(500), stageId: stage(2) }, scope);
    await crm.call(winDeal, { dealId }, scope);
    const { items } = await crm.call(boardSums, { pipelineId: pipeline.id }, scope);
    expect(items.map(({ stageId }) => stageId)).toEqual(pipeline.stages.map(({ id }) => id));
    expect(items[0]).toEqual({
      stageId: stage(0),
      count: 2,
      sums: [{ amount: 200, currency: 'EUR', atLeast: false }, sum(105)],
      weightedSums: [{ amount: 20, currency: 'EUR', atLeast: false }, sum(11)],
    });
    expect(items[1]).toMatchObject({ count: 0, sums: [], weightedSums: [] });
    expect(items[2]).toMatchObject({ count: 1, sums: [sum(500)], weightedSums: [sum(250)] });
  });

  test('lists one stage page by page', async () => {
    const { scope, stage } = await tenant();
    for (const title of ['1', '2', '3']) await crm.call(createDeal, { title, stageId: stage(1) }, scope);
    await crm.call(createDeal, { title: 'elsewhere' }, scope);
    const query = { stageId: stage(1), status: 'open' as const, sort: 'stageEnteredAt', limit: 2 };
    const first = await crm.call(listDeals, query, scope);
    const second = await crm.call(listDeals, { ...query, cursor: first.nextCursor ?? '' }, scope);
    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(['1', '2', '3']);
    expect(second.nextCursor).toBeNull();
  });

  test('lists by search, filter and sort', async () => {
    const { scope } = await tenant();
    await crm.call(createDeal, { title: 'Łódź podwodna', value: pln(300), expectedCloseOn: '2026-12-01' }, scope);
    await crm.call(createDeal, { title: 'Samolot', value: pln(100) }, scope);
    expect(await titles(scope, { q: 'lodz' })).toEqual(['Łódź podwodna']);
    const { id: companyId } = await crm.call(createCompany, { name: 'Żagle sp. z o.o.' }, scope);
    await crm.call(createDeal, { title: 'Maszt', value: pln(1), companyId }, scope);
    expect(await titles(scope, { q: 'zagle mas' })).toEqual(['Maszt']);
    for (const q of ['%', '_', "'", '-']) expect([q, await titles(scope, { q })]).toEqual([q, []]);
    expect(await titles(scope, { sort: 'valueAmount' })).toEqual(['Maszt', 'Samolot', 'Łódź podwodna']);
    expect(await titles(scope, { filter: JSON.stringify({ field: 'valueAmount', op: 'gte', value: 200 }) })).toEqual(['Łódź podwodna']);
    expect(await titles(scope, { filter: JSON.stringify({ field: 'expectedCloseOn', op: 'isEmpty' }), sort: 'title' })).toEqual([
      'Maszt',
      'Samolot',
    ]);
  });
});

describe('K3: sums of the board', () => {
  test('may be larger than one deal', async () => {
    const { scope, pipeline } = await tenant();
    for (const amount of [1_000_000_000_000, 1]) await crm.call(createDeal, { title: 'D', value: { amount } }, scope);
    const { items } = await crm.call(boardSums, { pipelineId: pipeline.id }, scope);
    expect(items[0]).toMatchObject({ count: 2, sums: [{ amount: 1_000_000_000_001, currency: 'PLN', atLeast: false }] });
  });

  test('beyond what a number carries exactly say that they are at least so much', async () => {
    const { scope, pipeline } = await tenant();
    await crm.call(createDeal, { title: 'D', value: { amount: 1_000_000_000_000 } }, scope);
    await crm.ownerSql('update deals set value_amount = 9007199254740993 where organization_id = $1', [scope.organizationId]);
    const { items } = await crm.call(boardSums, { pipelineId: pipeline.id }, scope);
    expect(items[0]).toMatchObject({ count: 1, sums: [{ amount: Number.MAX_SAFE_INTEGER, currency: 'PLN', atLeast: true }] });
  });
});

test('K10: an amount changed without a currency keeps the deal’s own', async () => {
  const { scope } = await tenant();
  const { id: dealId } = await crm.call(createDeal, { title: 'D', value: { amount: 100, currency: 'EUR' } }, scope);
  const changed = await crm.call(updateDeal, { dealId, value: { amount: 500 } }, scope);
  expect(changed.value).toEqual({ amount: 500, currency: 'EUR' });
  expect((await crm.call(updateDeal, { dealId, value: { amount: 500, currency: 'PLN' } }, scope)).value.currency).toBe('PLN');
});

test('K10: whom a deal is invoiced to is told after its firm, its person and itself were deleted, and to no other organization', async () => {
  const { scope } = await tenant();
  const firm = await crm.call(createCompany, { name: 'Stalserwis S.A.', nip: '5252445767' }, scope);
  const person = await crm.call(createContact, { firstName: 'Anna', lastName: 'Nowak' }, scope);
  const deal = await crm.call(createDeal, { title: 'Wdrożenie', companyId: firm.id, contactId: person.id }, scope);
  const asked = { dealId: deal.id, companyId: firm.id, contactId: person.id };
  await crm.call(deleteCompany, { companyId: firm.id }, scope);
  await crm.call(deleteContact, { contactId: person.id }, scope);
  await crm.call(deleteDeal, { dealId: deal.id }, scope);
  expect(await crm.call(dealBuyer, asked, scope)).toEqual({ title: 'Wdrożenie', name: 'Stalserwis S.A.', nip: '5252445767' });
  expect(await crm.call(dealBuyer, { ...asked, companyId: null }, scope)).toEqual({ title: 'Wdrożenie', name: 'Anna Nowak', nip: null });
  await expect(crm.call(dealBuyer, asked, (await tenant()).scope)).rejects.toMatchObject({ code: 'CRM_DEAL_NOT_FOUND' });
});

describe('U6: closed deals', () => {
  const closedAt = (scope: Scope, id: string, at: string) =>
    crm.db.withTenant(scope, (tx) =>
      tx.kysely
        .updateTable('deals')
        .set({ closedAt: new Date(at) })
        .where('id', '=', id)
        .execute(),
    );
  const closed = async (scope: Scope, title: string, amount: number, at: string, how: typeof winDeal | typeof loseDeal = winDeal) => {
    const { id } = await crm.call(createDeal, { title, value: pln(amount) }, scope);
    await crm.call(how, { dealId: id }, scope);
    await closedAt(scope, id, at);
    return id;
  };

  test('are listed by their outcome, the latest first, page by page', async () => {
    const { scope } = await tenant();
    await closed(scope, 'older', 1, '2026-10-01T10:00:00Z');
    await closed(scope, 'newer', 1, '2026-11-01T10:00:00Z');
    await closed(scope, 'lost', 1, '2026-11-02T10:00:00Z', loseDeal);
    await crm.call(createDeal, { title: 'open' }, scope);
    const query = { status: 'won' as const, sort: '-closedAt', limit: 1 };
    const first = await crm.call(listDeals, query, scope);
    const second = await crm.call(listDeals, { ...query, cursor: first.nextCursor ?? '' }, scope);
    expect([...first.items, ...second.items].map(({ title }) => title)).toEqual(['newer', 'older']);
    expect(second.nextCursor).toBeNull();
    expect(await titles(scope, { filter: JSON.stringify({ field: 'closedAt', op: 'gte', value: '2026-11-02T00:00:00Z' }) })).toEqual([
      'lost',
    ]);
  });

  test('are counted and summed by the reader’s months, newest first; a pause of years is one step', async () => {
    const { scope } = await tenant();
    const reader = { ...scope, timeZone: 'Europe/Warsaw' };
    await closed(scope, 'a', 100, '2026-11-10T10:00:00Z');
    await closed(scope, 'b', 50, '2026-11-11T10:00:00Z', loseDeal);
    await closed(scope, 'still November in UTC, December in Warsaw', 7, '2026-11-30T23:30:00Z');
    await closed(scope, 'long ago', 30, '2023-02-01T10:00:00Z');
    const gone = await closed(scope, 'deleted', 1_000, '2026-11-12T10:00:00Z');
    await crm.call(deleteDeal, { dealId: gone }, scope);

    const first = await crm.call(closedMonths, { limit: 12 }, reader);
    expect(first.items).toEqual([
      { month: '2026-12', won: { count: 1, sums: [{ ...pln(7), atLeast: false }] }, lost: { count: 0, sums: [] } },
      {
        month: '2026-11',
        won: { count: 1, sums: [{ ...pln(100), atLeast: false }] },
        lost: { count: 1, sums: [{ ...pln(50), atLeast: false }] },
      },
    ]);
    const second = await crm.call(closedMonths, { limit: 12, cursor: first.nextCursor ?? '' }, reader);
    expect(second.items.map(({ month, won }) => [month, won.count])).toEqual([['2023-02', 1]]);
    expect(second.nextCursor).toBeNull();
    expect((await crm.call(closedMonths, {}, crm.scope({ organizationId: newId() }))).items).toEqual([]);
  });

  test('sum up beyond what one amount may be, and say so beyond what a number can tell', async () => {
    const { scope, pipeline, stage } = await tenant();
    const dealt = (count: number, amount: number, currency: string) =>
      crm.db.withTenant(scope, async (tx) => {
        const row = (index: number) => ({
          id: newId(),
          organizationId: scope.organizationId,
          pipelineId: pipeline.id,
          stageId: stage(0),
          title: `large ${index}`,
          valueAmount: amount,
          currency,
          ownerId: 'u',
          status: 'won',
          stageEnteredAt: new Date('2026-11-01T10:00:00Z'),
          closedAt: new Date('2026-11-10T10:00:00Z'),
        });
        await tx.kysely
          .insertInto('deals')
          .values(Array.from({ length: count }, (_, index) => row(index)))
          .execute();
      });
    await dealt(3, 1_000_000_000_000, 'PLN');
    await dealt(2, Number.MAX_SAFE_INTEGER, 'EUR');
    expect((await crm.call(closedMonths, {}, scope)).items[0]?.won).toEqual({
      count: 5,
      sums: [
        { amount: Number.MAX_SAFE_INTEGER, currency: 'EUR', atLeast: true },
        { amount: 3_000_000_000_000, currency: 'PLN', atLeast: false },
      ],
    });
  });

  test('refuse a place to continue from that is none', async () => {
    const { scope } = await tenant();
    for (const cursor of ['x', Buffer.from('0000-13').toString('base64url'), Buffer.from("2026-11'").toString('base64url')])
      await expect(crm.call(closedMonths, { cursor }, scope)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });
});
