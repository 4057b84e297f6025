import { createDeal, deleteDeal, loseDeal, moveDeal, winDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { listPipelines } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { metricValue } from '@crm-gtd/shared/testing/metric-value.ts';
import { startTestService, type TestService } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DB } from '../generated/db-types.ts';
import { crmService } from '../service.ts';
import { openDeals } from './deal-figures.store.ts';

let crm: TestService<DB>;
beforeAll(async () => {
  crm = await startTestService(crmService);
});
afterAll(() => crm[Symbol.asyncDispose]());

const tenant = async (): Promise<Scope> => {
  const organizationId = newId();
  await crm.deliver(organizationCreated, { organizationId, ownerId: newId(), locale: 'pl' }, { organizationId });
  return crm.scope({ organizationId });
};
const deal = async (scope: Scope, amount = 0): Promise<string> =>
  (await crm.call(createDeal, { title: 'Dach', value: { amount, currency: 'EUR' } }, scope)).id;
const outcome = (name: string): Promise<number> => metricValue('crm_deals_total', { outcome: name });
const transition = (kind: string): Promise<number> => metricValue('crm_stage_transitions_total', { stage_kind: kind });

test('deals are counted when they are committed, and not when they are refused', async () => {
  expect([await outcome('won'), await transition('won')]).toEqual([0, 0]);
  const scope = await tenant();
  const [stage] = (await crm.call(listPipelines, {}, scope)).items[0]?.stages.slice(1) ?? [];
  const [won, lost] = [await deal(scope, 12_345), await deal(scope)];
  await crm.call(moveDeal, { dealId: won, stageId: stage?.id ?? '' }, scope);
  await crm.call(winDeal, { dealId: won }, scope);
  await crm.call(loseDeal, { dealId: lost }, scope);
  await expect(crm.call(winDeal, { dealId: lost }, scope)).rejects.toMatchObject({ code: 'CRM_DEAL_NOT_OPEN' });
  expect([await outcome('created'), await outcome('won'), await outcome('lost')]).toEqual([2, 1, 1]);
  expect([await transition('open'), await transition('won'), await transition('lost')]).toEqual([1, 1, 1]);
  expect(await metricValue('crm_deal_won_value_minor_total', { currency: 'EUR' })).toBe(12_345);
  expect(await metricValue('crm_deal_won_value_minor_total', { currency: 'PLN' })).toBe(0);
});

test('open deals are counted over all organizations by a function that tells nothing but numbers', async () => {
  const before = (await openDeals(crm.db)).reduce((sum, { deals }) => sum + deals, 0);
  const [one, other] = [await tenant(), await tenant()];
  await deal(one);
  const gone = await deal(other);
  await deal(other);
  await crm.call(deleteDeal, { dealId: gone }, other);
  const figures = await openDeals(crm.db);
  expect(figures.reduce((sum, { deals }) => sum + deals, 0)).toBe(before + 2);
  expect(figures.every((row) => Object.keys(row).sort().join() === 'deals,motion')).toBe(true);
});
