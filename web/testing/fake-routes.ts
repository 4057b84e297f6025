import { answerSuggestion, listExecutions, listSuggestions } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import { listInvoices } from '@crm-gtd/shared/contracts/billing/invoices.ts';
import { listPlans, plans } from '@crm-gtd/shared/contracts/billing/plans.ts';
import {
  createCheckout,
  getEntitlements,
  getSubscription,
  getUsage,
  sandboxPage,
  sandboxPay,
  settleCheckout,
} from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { getCompany, listCompanies, updateCompany } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { createContact, deleteContact, getContact, listContacts, updateContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import {
  boardSums,
  getDeal,
  listDeals,
  loseDeal,
  moveDeal,
  reopenDeal,
  stageHistory,
  winDeal,
} from '@crm-gtd/shared/contracts/crm/deals.ts';
import { createImport, getImport, listImports, runImport } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { listPipelines } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import type { ActionContract, InputOf, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import { listFailedEffects } from '@crm-gtd/shared/contracts/effects.ts';
import { listAuditLog, listTimeline } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { login, logout, refresh, register, updateMe } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { getOrganization, listMemberships } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { captureInboxItem, clarifyInboxItem, listInboxItems, unclarifyInboxItem } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import {
  completeTask,
  createTask,
  getTask,
  listContexts,
  listProjects,
  listTasks,
  reopenTask,
  summary,
  updateTask,
} from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { listWaitingFors, resolveWaitingFor } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import type { ErrorCode } from '@crm-gtd/shared/errors/codes.ts';
import { sampleImport, sampleTask } from './fake-samples.ts';
import { dayIn, fakeId, instantIn, type Store } from './fake-store.ts';

export class FakeProblem extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

export type Route = Readonly<{ contract: ActionContract; answer: (input: never, store: Store) => unknown }>;

const on = <A extends ActionContract>(contract: A, answer: (input: InputOf<A>, store: Store) => OutputOf<A>): Route => ({
  contract,
  answer,
});

const paged = <T>(items: readonly T[], { cursor, limit }: { cursor?: string | undefined; limit: number }) => {
  const from = Number(cursor ?? 0);
  return { items: items.slice(from, from + limit), nextCursor: from + limit < items.length ? String(from + limit) : null };
};

const all = <T>(items: readonly T[]) => ({ items: [...items], nextCursor: null });

const find = <T extends { id: string }>(items: readonly T[], id: string): T => {
  const found = items.find((item) => item.id === id);
  if (!found) throw new FakeProblem('NOT_FOUND');
  return found;
};

const change = <T extends { id: string; version: number }>(items: readonly T[], id: string, fields: Partial<T>): T => {
  const item = find(items, id);
  return Object.assign(item, fields, { version: item.version + 1 });
};

const fits = (q: string | undefined, ...texts: (string | null)[]): boolean =>
  !q || texts.some((text) => text?.toLowerCase().includes(q.toLowerCase()));

const identity: Route[] = [
  on(refresh, (_input, store) => {
    if (!store.signedIn) throw new FakeProblem('REFRESH_INVALID');
    return store.session;
  }),
  on(login, ({ password }, store) => {
    if (password === 'wrong') throw new FakeProblem('CREDENTIALS_INVALID');
    store.signedIn = true;
    return store.session;
  }),
  on(register, (_input, store) => {
    store.signedIn = true;
    return store.session;
  }),
  on(logout, (_input, store) => {
    store.signedIn = false;
    return null;
  }),
  on(updateMe, (input, store) => Object.assign(store.session.user, input)),
  on(getOrganization, (_input, { session }) => ({
    id: session.organizationId,
    name: session.organizationName,
    plan: 'PROFESSIONAL',
    limits: {},
    access: 'full' as const,
    createdAt: instantIn(-3),
    version: 1,
  })),
  on(listMemberships, (_input, { session }) =>
    all([
      {
        id: session.organizationId,
        userId: session.user.id,
        name: session.user.name,
        email: session.user.email,
        role: 'OWNER' as const,
        createdAt: instantIn(-3),
        version: 1,
      },
    ]),
  ),
  on(listAuditLog, (input, store) =>
    paged(input.correlationId ? store.audit.filter((entry) => entry.correlationId === input.correlationId) : store.audit, input),
  ),
  on(listFailedEffects, () => all([])),
  on(listTimeline, (input, store) => paged(store.audit, input)),
];

const crm: Route[] = [
  on(listPipelines, (_input, store) => all(store.pipelines)),
  on(listContacts, (input, store) => {
    const wanted = store.contacts.filter(
      (contact) =>
        fits(input.q, contact.lastName, contact.firstName, contact.email, contact.companyName) &&
        (!input.companyId || contact.companyId === input.companyId),
    );
    return paged(
      [...wanted].sort((a, b) => a.lastName.localeCompare(b.lastName, 'pl')),
      input,
    );
  }),
  on(getContact, (input, store) => find(store.contacts, input.contactId)),
  on(createContact, (_input, _store) => {
    throw new FakeProblem('PLAN_LIMIT_REACHED');
  }),
  on(updateContact, ({ contactId, expectedVersion: _version, ...fields }, store) =>
    change(store.contacts, contactId, fields as Partial<Store['contacts'][number]>),
  ),
  on(deleteContact, ({ contactId }, store) => {
    const contact = find(store.contacts, contactId);
    store.contacts = store.contacts.filter(({ id }) => id !== contactId);
    return contact;
  }),
  on(listCompanies, (input, store) =>
    paged(
      store.companies.filter((company) => fits(input.q, company.name, company.nip, company.city)),
      input,
    ),
  ),
  on(getCompany, (input, store) => find(store.companies, input.companyId)),
  on(updateCompany, ({ companyId, expectedVersion: _version, ...fields }, store) =>
    change(store.companies, companyId, fields as Partial<Store['companies'][number]>),
  ),
  on(listDeals, (input, store) => {
    const stuck = input.filter?.includes('stuck');
    return paged(
      store.deals.filter(
        (deal) =>
          (!input.stageId || deal.stageId === input.stageId) &&
          (!input.status || deal.status === input.status) &&
          (!stuck || deal.motion === 'stuck') &&
          (!input.companyId || deal.companyId === input.companyId) &&
          (!input.contactId || deal.contactId === input.contactId) &&
          fits(input.q, deal.title),
      ),
      input,
    );
  }),
  on(getDeal, (input, store) => find(store.deals, input.dealId)),
  on(boardSums, (input, store) =>
    all(
      find(store.pipelines, input.pipelineId).stages.map(({ id, probability }) => {
        const open = store.deals.filter((deal) => deal.stageId === id && deal.status === 'open');
        const amount = open.reduce((total, deal) => total + deal.value.amount, 0);
        return {
          stageId: id,
          count: open.length,
          sums: [{ amount, currency: 'PLN' as const, atLeast: false }],
          weightedSums: [{ amount: Math.round((amount * probability) / 100), currency: 'PLN' as const, atLeast: false }],
        };
      }),
    ),
  ),
  on(moveDeal, ({ dealId, stageId }, store) => change(store.deals, dealId, { stageId, stageEnteredAt: instantIn(0) })),
  on(winDeal, ({ dealId }, store) => change(store.deals, dealId, { status: 'won', closedAt: instantIn(0) })),
  on(loseDeal, ({ dealId, reason }, store) =>
    change(store.deals, dealId, { status: 'lost', lostReason: reason ?? null, closedAt: instantIn(0) }),
  ),
  on(reopenDeal, ({ dealId }, store) => change(store.deals, dealId, { status: 'open', closedAt: null })),
  on(stageHistory, () => all([])),
  on(createImport, (_input, store) => {
    const made = sampleImport();
    store.imports.unshift(made);
    return made;
  }),
  on(listImports, (input, store) => paged(store.imports, input)),
  on(getImport, (input, store) => {
    const job = find(store.imports, input.importId);
    if (job.status !== 'running') return job;
    const done = Math.min(job.progress.done + 900, job.rowCount);
    const counts = { created: done - 200, updated: 0, skipped: 150, failed: 50 };
    return change(store.imports, job.id, {
      progress: { done, total: job.rowCount },
      counts,
      ...(done === job.rowCount ? { status: 'finished' as const, finishedAt: instantIn(0) } : {}),
    });
  }),
  on(runImport, ({ importId, mapping, duplicates }, store) =>
    change(store.imports, importId, { status: 'running', mapping, duplicates, startedAt: instantIn(0) }),
  ),
];

const gtd: Route[] = [
  on(summary, (_input, store) => ({
    inbox: store.inbox.filter(({ status }) => status === 'open').length,
    today: 2,
    overdue: store.tasks.length > 0 ? 1 : 0,
    next: store.tasks.filter(({ list, status }) => list === 'next' && status === 'open').length,
    waiting: store.waiting.length,
    completedThisWeek: store.tasks.length,
  })),
  on(listTasks, (input, store) => {
    const today = dayIn(0);
    const isToday = (task: Store['tasks'][number]): boolean => (task.dueDate ?? '9') <= today || (task.scheduledOn ?? '9') <= today;
    return paged(
      store.tasks.filter(
        (task) =>
          task.status === input.status &&
          (!input.list || task.list === input.list) &&
          (!input.contextId || task.contextId === input.contextId) &&
          (!input.dealId || task.links.dealId === input.dealId) &&
          (!input.contactId || task.links.contactId === input.contactId) &&
          (input.view !== 'today' || isToday(task)),
      ),
      input,
    );
  }),
  on(getTask, (input, store) => find(store.tasks, input.taskId)),
  on(createTask, ({ title }, store) => {
    const task = sampleTask(store, { title });
    store.tasks.push(task);
    return task;
  }),
  on(updateTask, ({ taskId, expectedVersion: _version, ...fields }, store) =>
    change(store.tasks, taskId, fields as Partial<Store['tasks'][number]>),
  ),
  on(completeTask, ({ taskId }, store) => change(store.tasks, taskId, { status: 'completed', completedAt: instantIn(0) })),
  on(reopenTask, ({ taskId }, store) => change(store.tasks, taskId, { status: 'open', completedAt: null })),
  on(listContexts, (_input, store) => all(store.contexts)),
  on(listProjects, (input, store) => paged(store.projects, input)),
  on(listWaitingFors, (input, store) =>
    paged(
      store.waiting.filter(({ status }) => status === input.status),
      input,
    ),
  ),
  on(resolveWaitingFor, ({ waitingForId }, store) => change(store.waiting, waitingForId, { status: 'resolved', resolvedAt: instantIn(0) })),
  on(captureInboxItem, ({ title, notes, source }, store) => {
    const item = {
      id: fakeId(),
      title,
      notes: notes ?? null,
      source,
      status: 'open' as const,
      decision: null,
      resultId: null,
      capturedBy: store.session.user.id,
      capturedAt: instantIn(0),
      clarifiedAt: null,
      version: 1,
    };
    store.inbox.push(item);
    return item;
  }),
  on(listInboxItems, (input, store) =>
    paged(
      store.inbox.filter(({ status }) => status === input.status),
      input,
    ),
  ),
  on(clarifyInboxItem, ({ inboxItemId, decision }, store) =>
    change(store.inbox, inboxItemId, { status: 'clarified', decision, clarifiedAt: instantIn(0) }),
  ),
  on(unclarifyInboxItem, ({ inboxItemId }, store) =>
    change(store.inbox, inboxItemId, { status: 'open', decision: null, clarifiedAt: null }),
  ),
  on(listSuggestions, (input, store) =>
    paged(
      store.suggestions.filter((suggestion) => suggestion.inboxItemId === input.inboxItemId && suggestion.status === 'open'),
      input,
    ),
  ),
  on(answerSuggestion, ({ suggestionId, answer }, store) => Object.assign(find(store.suggestions, suggestionId), { status: answer })),
  on(listExecutions, (input) =>
    paged(
      [
        {
          id: fakeId(),
          rule: 'inbox.clarify',
          status: 'succeeded' as const,
          provider: 'local' as const,
          model: 'heuristic-1',
          durationMs: 12,
          input: null,
          output: null,
          error: null,
          triggeredBy: 'gtd.inboxItem.captured',
          createdAt: instantIn(0),
        },
      ],
      input,
    ),
  ),
];

const billing: Route[] = [
  on(listPlans, () => ({ ...all(plans), paymentProvider: 'sandbox' as const })),
  on(getUsage, (_input, { subscription, contacts }) => {
    const limits = plans.find(({ code }) => code === subscription.plan)?.limits;
    return {
      items: [
        { limit: 'users' as const, used: 2, allowed: limits?.users ?? null },
        { limit: 'contacts' as const, used: contacts.length, allowed: limits?.contacts ?? null },
      ],
    };
  }),
  on(getSubscription, (_input, store) => store.subscription),
  on(getEntitlements, (_input, store) => {
    const plan = plans.find(({ code }) => code === store.subscription.plan) ?? plans[0];
    if (!plan) throw new FakeProblem('BILLING_PLAN_UNKNOWN');
    return { plan: plan.code, access: 'full' as const, limits: plan.limits, features: plan.features };
  }),
  on(listInvoices, (input, store) => paged(store.invoices, input)),
  on(createCheckout, ({ plan, interval }, store) => {
    const id = fakeId();
    const checkout = {
      id,
      plan,
      interval,
      status: 'open' as const,
      url: `/crm/sandbox/checkout/${id}`,
      net: 14_900,
      vat: 3_427,
      gross: 18_327,
      currency: 'PLN',
      provider: 'sandbox' as const,
      createdAt: instantIn(0),
    };
    store.checkouts.push(checkout);
    return checkout;
  }),
  on(sandboxPage, ({ checkoutId }, store) => ({
    ...find(store.checkouts, checkoutId),
    returnUrl: `/crm/billing/return?checkout=${checkoutId}`,
  })),
  on(sandboxPay, ({ checkoutId, code }, store) => {
    if (code === '000000') return { outcome: 'refused' as const, returnUrl: '' };
    Object.assign(find(store.checkouts, checkoutId), { status: 'completed' });
    Object.assign(store.subscription, {
      status: 'active',
      interval: 'month',
      currentPeriodEnd: instantIn(30),
      plan: find(store.checkouts, checkoutId).plan,
    });
    return { outcome: 'paid' as const, returnUrl: `/crm/billing/return?checkout=${checkoutId}` };
  }),
  on(settleCheckout, ({ checkoutId }, store) => find(store.checkouts, checkoutId)),
];

export const routes: readonly Route[] = [...identity, ...crm, ...gtd, ...billing];
