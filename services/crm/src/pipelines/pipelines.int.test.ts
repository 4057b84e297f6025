import { createPipeline, listPipelines, pipelineCreated, renamePipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
