import { readFileSync } from 'node:fs';
import { createDeal, dealMoved, deleteDeal, getDeal, restoreDeal, stageHistory, winDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import {
  arrangeStages,
  createPipeline,
  listPipelines,
  type Pipeline,
  pipelineCreated,
  renamePipeline,
  stagesArranged,
} from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { withConnection } from '@crm-gtd/shared/database/admin-connection.ts';
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

const tenant = (): Scope => crm.scope({ organizationId: newId() });
const registered = (scope: Scope, locale: 'pl' | 'en') =>
  crm.deliver(
    organizationCreated,
    { organizationId: scope.organizationId, ownerId: newId(), locale },
    { organizationId: scope.organizationId },
  );

test('a new organization gets its default pipeline once, however often it is told of', async () => {
  const scope = tenant();
  const envelope = await registered(scope, 'pl');
  await crm.redeliver(envelope);
  await crm.redeliver({ ...envelope, id: newId(), sequence: 2 });
  const { items } = await crm.call(listPipelines, {}, scope);
  expect(items).toMatchObject([
    { name: 'Sprzedaż', isDefault: true, stages: [{ position: 0 }, {}, {}, {}, { position: 4, name: 'Decyzja' }] },
  ]);
  const told = (await crm.outbox(pipelineCreated)).filter(({ scope: { organizationId } }) => organizationId === scope.organizationId);
  expect(told).toMatchObject([
    { data: { pipelineId: items[0]?.id, stageCount: 5, isDefault: true }, envelope: { causationid: envelope.id } },
  ]);
});

test('an English organization gets English names', async () => {
  const scope = tenant();
  await registered(scope, 'en');
  expect((await crm.call(listPipelines, {}, scope)).items[0]).toMatchObject({ name: 'Sales' });
});

test('a pipeline is created with its stages in order, renamed under its version, and hidden from others', async () => {
  const [one, other] = [tenant(), tenant()];
  const stages = [
    { name: 'Nowe', probability: 10 },
    { name: 'Stare', probability: 60 },
  ];
  const made = await crm.call(createPipeline, { name: 'Serwis', stages }, one);
  expect(made).toMatchObject({
    isDefault: false,
    stages: [
      { name: 'Nowe', position: 0 },
      { name: 'Stare', position: 1 },
    ],
  });
  expect(await crm.call(renamePipeline, { pipelineId: made.id, name: 'Naprawy', expectedVersion: 1 }, one)).toMatchObject({
    name: 'Naprawy',
    version: 2,
  });
  await expect(crm.call(renamePipeline, { pipelineId: made.id, name: 'X', expectedVersion: 1 }, one)).rejects.toMatchObject({
    code: 'VERSION_STALE',
  });
  await expect(crm.call(renamePipeline, { pipelineId: made.id, name: 'X' }, other)).rejects.toMatchObject({
    code: 'CRM_PIPELINE_NOT_FOUND',
  });
  expect((await crm.call(listPipelines, {}, one)).items).toMatchObject([{ name: 'Naprawy', stages: made.stages }]);
  expect((await crm.call(listPipelines, {}, other)).items).toEqual([]);
});

describe('U28: stages are the organization’s own', () => {
  const organization = async () => {
    const scope = { ...tenant(), locale: 'pl' as const };
    await registered(scope, 'pl');
    const [pipeline] = (await crm.call(listPipelines, {}, scope)).items;
    if (pipeline === undefined) throw new Error('no default pipeline');
    const stage = (position: number): string => pipeline.stages[position]?.id ?? '';
    return { scope, pipeline, stage };
  };
  const itemsOf = ({ stages }: Pipeline, without: readonly string[] = []) =>
    stages.filter(({ id }) => !without.includes(id)).map(({ id, name, probability }) => ({ id, name, probability }));

  test('they are told in the reader’s language until renamed', async () => {
    const { scope, pipeline, stage } = await organization();
    const english = { ...scope, locale: 'en' as const };
    const names = async () => (await crm.call(listPipelines, {}, english)).items[0]?.stages.map(({ name }) => name).slice(0, 2);
    expect((await crm.call(listPipelines, {}, english)).items[0]?.name).toBe('Sales');
    expect(await names()).toEqual(['New opportunity', 'In contact']);
    const items = itemsOf(pipeline).map((one) => (one.id === stage(0) ? { ...one, name: 'Zapytanie' } : one));
    await crm.call(arrangeStages, { pipelineId: pipeline.id, items }, scope);
    expect(await names()).toEqual(['Zapytanie', 'In contact']);
  });

  test('they are put in another order, added to and given other names at once', async () => {
    const { scope, pipeline } = await organization();
    const items = [{ name: 'Umowa', probability: 95 }, ...itemsOf(pipeline).reverse()];
    const arranged = await crm.call(arrangeStages, { pipelineId: pipeline.id, items, expectedVersion: pipeline.version }, scope);
    expect(arranged.stages.map(({ name, position }) => [name, position])).toEqual(items.map(({ name }, position) => [name, position]));
    expect((await crm.call(listPipelines, {}, scope)).items[0]).toEqual(arranged);
    await expect(
      crm.call(arrangeStages, { pipelineId: pipeline.id, items, expectedVersion: pipeline.version }, scope),
    ).rejects.toMatchObject({ code: 'VERSION_STALE' });
    const told = (await crm.outbox(stagesArranged)).filter((event) => event.scope.organizationId === scope.organizationId);
    expect(told).toHaveLength(1);
  });

  test('one with deals goes only when it is said where they go: open ones move, closed and deleted ones go along', async () => {
    const { scope, pipeline, stage } = await organization();
    const deal = async (title: string) => (await crm.call(createDeal, { title, stageId: stage(1) }, scope)).id;
    const [open, won, deleted] = [await deal('open'), await deal('won'), await deal('deleted')];
    await crm.call(winDeal, { dealId: won }, scope);
    await crm.call(deleteDeal, { dealId: deleted }, scope);
    const items = itemsOf(pipeline, [stage(1)]);
    const remove = (removed: { id: string; moveTo?: string }) =>
      crm.call(arrangeStages, { pipelineId: pipeline.id, items, removed: [removed] }, scope);
    await expect(remove({ id: stage(1) })).rejects.toMatchObject({ code: 'CRM_STAGE_IN_USE' });
    expect((await crm.call(listPipelines, {}, scope)).items[0]).toEqual(pipeline);

    expect((await remove({ id: stage(1), moveTo: stage(2) })).stages).toHaveLength(4);
    expect(await crm.call(getDeal, { dealId: open }, scope)).toMatchObject({ stageId: stage(2), version: 2, status: 'open' });
    expect(await crm.call(getDeal, { dealId: won }, scope)).toMatchObject({ stageId: stage(2), version: 2, status: 'won' });
    expect(await crm.call(restoreDeal, { dealId: deleted }, scope)).toMatchObject({ stageId: stage(2) });
    expect((await crm.call(stageHistory, { dealId: open }, scope)).items.map(({ toStageId }) => toStageId)).toEqual([stage(1), stage(2)]);
    const moved = (await crm.outbox(dealMoved)).filter((event) => event.scope.organizationId === scope.organizationId);
    expect(moved.map(({ data }) => data.dealId)).toEqual([open]);
  });

  test('an empty one goes without asking; the last never does', async () => {
    const { scope, pipeline, stage } = await organization();
    const items = itemsOf(pipeline, [stage(4)]);
    expect((await crm.call(arrangeStages, { pipelineId: pipeline.id, items, removed: [{ id: stage(4) }] }, scope)).stages).toHaveLength(4);
    await expect(crm.call(arrangeStages, { pipelineId: pipeline.id, items: [] }, scope)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  test('another organization’s pipeline and stages are unknown', async () => {
    const [ours, theirs] = [await organization(), await organization()];
    const items = itemsOf(theirs.pipeline);
    await expect(crm.call(arrangeStages, { pipelineId: theirs.pipeline.id, items }, ours.scope)).rejects.toMatchObject({
      code: 'CRM_PIPELINE_NOT_FOUND',
    });
    await expect(crm.call(arrangeStages, { pipelineId: ours.pipeline.id, items }, ours.scope)).rejects.toMatchObject({
      code: 'CRM_STAGE_NOT_FOUND',
    });
  });

  test('defaults of the release before get their keys when the migration comes, and nothing else does', async () => {
    const earlier = await startTestService(crmService);
    try {
      const scope = { ...earlier.scope(), locale: 'en' as const };
      await earlier.ownerSql(
        'drop trigger stages_name_key on stages; drop trigger pipelines_name_key on pipelines; drop function forget_name_key',
      );
      await earlier.ownerSql('alter table stages drop column name_key; alter table pipelines drop column name_key');
      for (const [name, isDefault] of [
        ['Sprzedaż', true],
        ['Serwis', false],
      ] as const) {
        await earlier.ownerSql(
          `with made as (insert into pipelines (id, organization_id, name, is_default) values (gen_random_uuid(), $1, $2, $3) returning id)
           insert into stages (id, organization_id, pipeline_id, name, position, probability)
           select gen_random_uuid(), $1, made.id, stage.name, stage.position, 10 from made,
             (values ('Nowa szansa', 0), ('Własny etap', 1)) as stage(name, position)`,
          [scope.organizationId, name, isDefault],
        );
      }
      const migration = readFileSync(new URL('../../prisma/migrations/0062_stage_keys/migration.sql', import.meta.url), 'utf8');
      await withConnection(earlier.database.ownerUrl, (owner) => owner.query(`set search_path = crm; ${migration}`));
      const { items } = await earlier.call(listPipelines, {}, scope);
      expect(items.map(({ name, stages }) => [name, stages.map((stage) => stage.name)])).toEqual([
        ['Sales', ['New opportunity', 'Własny etap']],
        ['Serwis', ['Nowa szansa', 'Własny etap']],
      ]);
      expect(await earlier.ownerSql("select from pg_policies where policyname = 'backfill'")).toEqual([]);
    } finally {
      await earlier[Symbol.asyncDispose]();
    }
  });
});
