import type { Suggestion } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import type { Invoice } from '@crm-gtd/shared/contracts/billing/invoices.ts';
import type { Checkout, Subscription } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import type { Company } from '@crm-gtd/shared/contracts/crm/companies.ts';
import type { Contact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import type { Deal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Import } from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import type { AuditEntry } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import type { Session } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import type { InboxItem } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import type { Context, Project, Task } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import type { WaitingFor } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { permissionsOf } from '@crm-gtd/shared/contracts/permissions.ts';

/** Numbered ids make a failing test readable; the shape is a uuid's. */
let issued = 0;
export const fakeId = (): string => {
  issued += 1;
  return `00000000-0000-7000-8000-${String(issued).padStart(12, '0')}`;
};

const dayMs = 86_400_000;
export const instantIn = (days: number): string => new Date(Date.now() + days * dayMs).toISOString();
export const dayIn = (days: number): string => instantIn(days).slice(0, 10);

export type Store = {
  signedIn: boolean;
  session: Session;
  pipelines: Pipeline[];
  companies: Company[];
  contacts: Contact[];
  deals: Deal[];
  tasks: Task[];
  contexts: Context[];
  projects: Project[];
  waiting: WaitingFor[];
  inbox: InboxItem[];
  suggestions: Suggestion[];
  imports: Import[];
  invoices: Invoice[];
  audit: AuditEntry[];
  subscription: Subscription;
  checkouts: Checkout[];
};

const session = (locale: 'pl' | 'en'): Session => {
  const organizationId = fakeId();
  return {
    accessToken: 'fake',
    expiresAt: instantIn(1),
    user: { id: fakeId(), email: 'anna.nowak@stalserwis.pl', name: 'Anna Nowak', locale, timeZone: 'Europe/Warsaw' },
    organizationId,
    organizationName: 'Stalserwis Sp. z o.o.',
    role: 'OWNER',
    memberships: [{ organizationId, organizationName: 'Stalserwis Sp. z o.o.', role: 'OWNER' }],
    departures: [],
    permissions: permissionsOf({ role: 'OWNER', operator: true }),
    operator: true,
  };
};

const stages = [
  ['Nowa', 10],
  ['Kwalifikacja', 25],
  ['Oferta', 50],
  ['Negocjacje', 75],
] as const;

/** An organization that has just registered. */
export const emptyStore = (locale: 'pl' | 'en'): Store => ({
  signedIn: true,
  session: session(locale),
  pipelines: [
    {
      id: fakeId(),
      name: 'Sprzedaż',
      isDefault: true,
      version: 1,
      stages: stages.map(([name, probability], position) => ({ id: fakeId(), name, probability, position })),
    },
  ],
  companies: [],
  contacts: [],
  deals: [],
  tasks: [],
  contexts: ['@telefon', '@komputer', '@biuro', '@miasto'].map((name, position) => ({ id: fakeId(), name, icon: 'tag', position })),
  projects: [],
  waiting: [],
  inbox: [],
  suggestions: [],
  imports: [],
  invoices: [],
  audit: [],
  subscription: {
    id: fakeId(),
    plan: 'PROFESSIONAL',
    status: 'trialing',
    interval: null,
    access: 'full',
    trialEndsAt: instantIn(11),
    currentPeriodEnd: null,
    cancelAtPeriodEnd: false,
    provider: 'sandbox',
    version: 1,
  },
  checkouts: [],
});
