import { PlanCode } from '../../contracts/billing/plans.ts';
import { DealMotion } from '../../contracts/crm/deals.ts';
import { InboxDecision } from '../../contracts/gtd/inbox.ts';
import { Currency } from '../../contracts/money.ts';
import type { ServiceEntry } from './entry.ts';

const of = <S extends string>(service: S) => ({ source: 'service', services: [service] }) as const;
const gateway = of('gateway');
const crm = of('crm');
const gtd = of('gtd');
const ai = of('ai');
const voice = of('voice');
const billing = of('billing');

const model = { provider: ['local', 'openai'], model_class: ['heuristic', 'chat'] } as const;
const speech = { engine: ['mock', 'coqui'], language: ['pl', 'en'] } as const;

/** What the product does for its users. Numbers over all organizations: an organization is never a label. */
export const productMetrics = {
  organizations_total: {
    type: 'gauge',
    help: 'Organizations by plan.',
    unit: 'organizations',
    labels: { plan_kind: ['trial', ...PlanCode.options] },
    ...gateway,
  },
  signups_total: { type: 'counter', help: 'Organizations that signed up.', unit: 'organizations', labels: {}, ...gateway },
  sessions_active: { type: 'gauge', help: 'Sessions that neither ended nor expired.', unit: 'sessions', labels: {}, ...gateway },
  active_users: {
    type: 'gauge',
    help: 'Users whose session was used within the window.',
    unit: 'users',
    labels: { window: ['1d', '7d', '30d'] },
    ...gateway,
  },
  audit_chain_faults_total: {
    type: 'counter',
    help: 'Places where an event log chain does not hold.',
    unit: 'faults',
    labels: { fault: ['changed', 'missing'] },
    ...gateway,
  },
  crm_deals_total: {
    type: 'counter',
    help: 'What happened to deals.',
    unit: 'deals',
    labels: { outcome: ['created', 'won', 'lost', 'reopened', 'deleted', 'restored'] },
    ...crm,
  },
  crm_deals_open: { type: 'gauge', help: 'Open deals by how they move.', unit: 'deals', labels: { motion: DealMotion.options }, ...crm },
  crm_stage_transitions_total: {
    type: 'counter',
    help: 'Steps of deals: to another open stage, won, lost, or open again.',
    unit: 'steps',
    labels: { stage_kind: ['open', 'won', 'lost', 'reopened'] },
    ...crm,
  },
  crm_deal_won_value_minor_total: {
    type: 'counter',
    help: 'Value of won deals in minor units of the currency.',
    unit: 'minor units',
    labels: { currency: Currency.options },
    ...crm,
  },
  crm_import_rows_total: {
    type: 'counter',
    help: 'Rows of imported files.',
    unit: 'rows',
    labels: { outcome: ['created', 'updated', 'skipped', 'failed'] },
    ...crm,
  },
  gtd_inbox_items_open: { type: 'gauge', help: 'Captured thoughts nobody has decided on.', unit: 'items', labels: {}, ...gtd },
  gtd_inbox_processed_total: {
    type: 'counter',
    help: 'Captured thoughts that were decided on.',
    unit: 'items',
    labels: { decision: InboxDecision.options },
    ...gtd,
  },
  gtd_inbox_age_seconds: {
    type: 'histogram',
    buckets: 'itemAge',
    help: 'From capturing a thought to deciding on it.',
    unit: 'seconds',
    labels: {},
    ...gtd,
  },
  gtd_tasks_completed_total: { type: 'counter', help: 'Tasks done.', unit: 'tasks', labels: {}, ...gtd },
  gtd_overdue_tasks: { type: 'gauge', help: 'Tasks not done whose due date is over in UTC.', unit: 'tasks', labels: {}, ...gtd },
  ai_requests_total: {
    type: 'counter',
    help: 'Questions to a model.',
    unit: 'requests',
    labels: { ...model, purpose: ['suggestion'], outcome: ['ok', 'fallback', 'error'] },
    ...ai,
  },
  ai_request_duration_seconds: {
    type: 'histogram',
    buckets: 'short',
    help: 'Time a model took to answer.',
    unit: 'seconds',
    labels: { ...model, purpose: ['suggestion'] },
    ...ai,
  },
  ai_tokens_total: {
    type: 'counter',
    help: 'Tokens, where the provider tells them.',
    unit: 'tokens',
    labels: { provider: ['openai'], direction: ['input', 'output'] },
    ...ai,
  },
  tts_requests_total: {
    type: 'counter',
    help: 'Texts spoken.',
    unit: 'texts',
    labels: { ...speech, outcome: ['ok', 'error'] },
    ...voice,
  },
  tts_synthesis_duration_seconds: {
    type: 'histogram',
    buckets: 'short',
    help: 'Time to speak a text.',
    unit: 'seconds',
    labels: speech,
    ...voice,
  },
  payment_webhooks_total: {
    type: 'counter',
    help: 'Webhooks of payment providers.',
    unit: 'webhooks',
    labels: { provider: ['sandbox'], outcome: ['settled', 'duplicate', 'ignored'] },
    ...billing,
  },
  webhook_deliveries_total: {
    type: 'counter',
    help: 'Webhooks sent.',
    unit: 'webhooks',
    labels: { direction: ['out'], provider: ['sandbox'], outcome: ['ok', 'error'] },
    ...billing,
  },
} as const satisfies Record<string, ServiceEntry>;
