import * as aiSuggestions from './ai/suggestions.ts';
import * as invoices from './billing/invoices.ts';
import * as plans from './billing/plans.ts';
import * as subscriptions from './billing/subscriptions.ts';
import * as companies from './crm/companies.ts';
import * as contacts from './crm/contacts.ts';
import * as deals from './crm/deals.ts';
import * as imports from './crm/imports.ts';
import * as pipelines from './crm/pipelines.ts';
import * as tags from './crm/tags.ts';
import type { ActionContract, EventContract } from './define.ts';
import * as effects from './effects.ts';
import * as account from './gateway/account.ts';
import * as audit from './gateway/audit.ts';
import * as identity from './gateway/identity.ts';
import * as invitations from './gateway/invitations.ts';
import * as organizations from './gateway/organizations.ts';
import * as system from './gateway/system.ts';
import * as telemetry from './gateway/telemetry.ts';
import * as inbox from './gtd/inbox.ts';
import * as tasks from './gtd/tasks.ts';
import * as waiting from './gtd/waiting.ts';
import * as speech from './voice/speech.ts';

/** A new contract file is added here once; routes, documents, the lock and the generated tests follow. */
const modules: readonly Record<string, unknown>[] = [
  identity,
  account,
  invitations,
  organizations,
  audit,
  effects,
  system,
  telemetry,
  companies,
  contacts,
  pipelines,
  deals,
  imports,
  tags,
  inbox,
  tasks,
  waiting,
  aiSuggestions,
  speech,
  plans,
  subscriptions,
  invoices,
];

const ofKind = <T>(kind: 'action' | 'event'): T[] =>
  modules
    .flatMap((module) => Object.values(module))
    .filter((value): value is T => typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind);

export const allActions: readonly ActionContract[] = ofKind<ActionContract>('action').sort((a, b) => a.name.localeCompare(b.name));
export const allEvents: readonly EventContract[] = ofKind<EventContract>('event').sort((a, b) => a.type.localeCompare(b.type));
export const eventOf = (type: string): EventContract | undefined => allEvents.find((event) => event.type === type);
