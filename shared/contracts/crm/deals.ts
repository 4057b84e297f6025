import { z } from 'zod';
import { action, event } from '../define.ts';
import { Currency, Money, MoneyChange, MoneySum } from '../money.ts';
import { page, pageInput } from '../paging.ts';
import { day, expectedVersion, id, instant, keptName, longText, name, query, version } from '../shapes.ts';

export const DealStatus = z.enum(['open', 'won', 'lost']);
/**
 * What an open deal is committed to, from the tasks linked to it:
 * moving (a live next action), waiting (an open waiting-for), parked (deferred to a date), stuck (none).
 */
export const DealMotion = z.enum(['moving', 'waiting', 'parked', 'stuck']);
export type DealMotion = z.infer<typeof DealMotion>;

export const DealFields = z.object({
  title: name(200),
  value: Money,
  companyId: id.nullable(),
  contactId: id.nullable(),
  expectedCloseOn: day.nullable(),
  notes: longText(10_000).nullable(),
});
export const Deal = DealFields.extend({
  id,
  title: keptName(200),
  pipelineId: id,
  stageId: id,
  status: DealStatus,
  motion: DealMotion,
  companyName: z.string().nullable(),
  contactName: z.string().nullable(),
  ownerId: z.string(),
  lostReason: z.string().nullable(),
  closedAt: instant.nullable(),
  stageEnteredAt: instant,
  createdAt: instant,
  updatedAt: instant,
  version,
});
export type Deal = z.infer<typeof Deal>;

export const dealIdInput = z.object({ dealId: id });
export const versionedDealInput = dealIdInput.extend(expectedVersion);

export const listDeals = action('v1.crm.deals.list', {
  http: 'GET /deals',
  permission: 'crm.deals:read',
  output: page(Deal),
  input: z.object({
    ...pageInput,
    q: query.optional(),
    pipelineId: id.optional(),
    stageId: id.optional(),
    status: DealStatus.optional(),
    companyId: id.optional(),
    contactId: id.optional(),
  }),
  summary:
    'Filter fields: title, status, motion, valueAmount, expectedCloseOn, createdAt, stageEnteredAt, closedAt. Sort: title, valueAmount, createdAt, updatedAt, expectedCloseOn, stageEnteredAt, closedAt.',
});
export const StageSum = z.object({ stageId: id, count: z.int(), sums: z.array(MoneySum), weightedSums: z.array(MoneySum) });
export const boardSums = action('v1.crm.deals.boardSums', {
  http: 'GET /pipelines/{pipelineId}/sums',
  permission: 'crm.deals:read',
  input: z.object({ pipelineId: id }),
  output: z.object({ items: z.array(StageSum), nextCursor: z.string().nullable() }),
  errors: ['CRM_PIPELINE_NOT_FOUND'],
  summary: 'Open deals per stage: count, sum and probability-weighted sum per currency.',
});
export const ClosedTotal = z.object({ count: z.int(), sums: z.array(MoneySum) });
export const ClosedMonth = z.object({ month: z.string().regex(/^\d{4}-\d{2}$/), won: ClosedTotal, lost: ClosedTotal });
export type ClosedMonth = z.infer<typeof ClosedMonth>;
export const closedMonths = action('v1.crm.deals.closedMonths', {
  http: 'GET /deal-months',
  permission: 'crm.deals:read',
  input: z.object({ limit: z.coerce.number().int().min(1).max(36).default(12), cursor: pageInput.cursor, pipelineId: id.optional() }),
  output: page(ClosedMonth),
  summary:
    "Won and lost deals by the month they were closed in, newest first, months of the reader's time zone; months without any are left out.",
});
export const getDeal = action('v1.crm.deals.get', {
  http: 'GET /deals/{dealId}',
  permission: 'crm.deals:read',
  input: dealIdInput,
  output: Deal,
  errors: ['CRM_DEAL_NOT_FOUND'],
});
/** Whom a deal's invoice is for: its firm, or without one its person, deleted ones too. The firm is told, as it was when the deal was won. */
export const dealBuyer = action('v1.crm.deals.buyer', {
  permission: 'crm.deals:read',
  whileReadOnly: true,
  idempotent: true,
  input: z.object({ dealId: id, companyId: id.nullable(), contactId: id.nullable() }),
  output: z.object({ title: z.string(), name: z.string().nullable(), nip: z.string().nullable() }),
  errors: ['CRM_DEAL_NOT_FOUND'],
});
export const createDeal = action('v1.crm.deals.create', {
  http: 'POST /deals',
  permission: 'crm.deals:write',
  output: Deal,
  status: 201,
  input: DealFields.partial().required({ title: true }).extend({ pipelineId: id.optional(), stageId: id.optional() }),
  errors: ['CRM_PIPELINE_NOT_FOUND', 'CRM_STAGE_NOT_FOUND', 'REFERENCE_UNKNOWN'],
  summary: 'Without a pipeline the default one is taken, without a stage its first.',
});
export const updateDeal = action('v1.crm.deals.update', {
  http: 'PATCH /deals/{dealId}',
  permission: 'crm.deals:write',
  output: Deal,
  input: DealFields.partial().extend({ dealId: id, value: MoneyChange.optional(), ...expectedVersion }),
  errors: ['CRM_DEAL_NOT_FOUND', 'REFERENCE_UNKNOWN', 'VERSION_STALE'],
});
export const moveDeal = action('v1.crm.deals.move', {
  http: 'POST /deals/{dealId}/move',
  permission: 'crm.deals:write',
  output: Deal,
  input: versionedDealInput.extend({ stageId: id }),
  errors: ['CRM_DEAL_NOT_FOUND', 'CRM_STAGE_NOT_FOUND', 'CRM_DEAL_NOT_OPEN', 'VERSION_STALE'],
});
export const winDeal = action('v1.crm.deals.win', {
  http: 'POST /deals/{dealId}/win',
  permission: 'crm.deals:write',
  output: Deal,
  input: versionedDealInput,
  errors: ['CRM_DEAL_NOT_FOUND', 'CRM_DEAL_NOT_OPEN', 'VERSION_STALE'],
});
export const loseDeal = action('v1.crm.deals.lose', {
  http: 'POST /deals/{dealId}/lose',
  permission: 'crm.deals:write',
  output: Deal,
  input: versionedDealInput.extend({ reason: longText(500).optional() }),
  errors: ['CRM_DEAL_NOT_FOUND', 'CRM_DEAL_NOT_OPEN', 'VERSION_STALE'],
});
export const reopenDeal = action('v1.crm.deals.reopen', {
  http: 'POST /deals/{dealId}/reopen',
  permission: 'crm.deals:write',
  output: Deal,
  input: versionedDealInput,
  errors: ['CRM_DEAL_NOT_FOUND', 'CRM_DEAL_NOT_CLOSED', 'VERSION_STALE'],
  summary: 'Undoes win and lose.',
});
export const deleteDeal = action('v1.crm.deals.delete', {
  http: 'DELETE /deals/{dealId}',
  permission: 'crm.deals:write',
  whileReadOnly: true,
  output: Deal,
  input: dealIdInput,
  errors: ['CRM_DEAL_NOT_FOUND'],
});
export const restoreDeal = action('v1.crm.deals.restore', {
  http: 'POST /deals/{dealId}/restore',
  permission: 'crm.deals:write',
  whileReadOnly: true,
  output: Deal,
  input: dealIdInput,
  errors: ['CRM_DEAL_NOT_FOUND'],
});
export const StageChange = z.object({
  id,
  fromStageId: id.nullable(),
  toStageId: id,
  status: DealStatus,
  actorId: z.string(),
  changedAt: instant,
  secondsInPrevious: z.int().nullable(),
});
export const stageHistory = action('v1.crm.deals.stageHistory', {
  http: 'GET /deals/{dealId}/stage-history',
  permission: 'crm.deals:read',
  input: dealIdInput,
  output: z.object({ items: z.array(StageChange), nextCursor: z.string().nullable() }),
  errors: ['CRM_DEAL_NOT_FOUND'],
});

const links = { dealId: id, pipelineId: id, companyId: id.nullable(), contactId: id.nullable() };
const state = z.object({ stageId: id, status: DealStatus });
export const dealCreated = event('crm.deal.created', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'deal',
  key: (d) => d.dealId,
  data: z.object({ ...links, stageId: id, value: Money, currency: Currency.optional() }),
});
export const dealUpdated = event('crm.deal.updated', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'deal',
  key: (d) => d.dealId,
  data: z.object({
    ...links,
    changedFields: z.array(z.string()),
    before: z.object({ value: Money }).optional(),
    after: z.object({ value: Money }).optional(),
  }),
});
export const dealMoved = event('crm.deal.moved', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'deal',
  key: (d) => d.dealId,
  data: z.object({ ...links, before: state, after: state }),
});
export const dealWon = event('crm.deal.won', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'deal',
  key: (d) => d.dealId,
  data: z.object({ ...links, ownerId: z.string(), value: Money, closedAt: instant, before: state, after: state }),
});
export const dealLost = event('crm.deal.lost', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'deal',
  key: (d) => d.dealId,
  data: z.object({ ...links, value: Money, closedAt: instant, before: state, after: state }),
});
export const dealReopened = event('crm.deal.reopened', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'deal',
  key: (d) => d.dealId,
  data: z.object({ ...links, before: state, after: state }),
});
export const dealDeleted = event('crm.deal.deleted', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'deal',
  key: (d) => d.dealId,
  data: z.object(links),
});
export const dealRestored = event('crm.deal.restored', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'deal',
  key: (d) => d.dealId,
  data: z.object(links),
});
export const dealMotionChanged = event('crm.deal.motionChanged', {
  version: 1,
  visible: 'crm.deals:read',
  aggregate: 'deal',
  key: (d) => d.dealId,
  data: z.object({ ...links, before: z.object({ motion: DealMotion }), after: z.object({ motion: DealMotion }) }),
});
