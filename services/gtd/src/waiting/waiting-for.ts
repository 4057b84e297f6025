import type { Decision, InputOf } from '@crm-gtd/shared/contracts/define.ts';
import {
  type openWaitingFor,
  type WaitingFor,
  waitingForDeleted,
  waitingForOpened,
  waitingForReopened,
  waitingForResolved,
} from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';

/** open ⇄ resolved; open and resolved → deleted, when the decision that made it is taken back. */
export type WaitingState = Readonly<WaitingFor & { ownerId: string; inboxItemId: string | null }>;
export type WaitingBirth = Readonly<{ id: string; ownerId: string; inboxItemId?: string }>;

const facts = ({ id, personId, links, followUpOn, status }: WaitingState) => ({ waitingForId: id, personId, links, followUpOn, status });

/** The person waited for is the contact it belongs to, unless another one is linked. */
export function open(input: InputOf<typeof openWaitingFor>, birth: WaitingBirth, now: Date): Decision<WaitingState> {
  const personId = input.personId ?? null;
  const next: WaitingState = {
    id: birth.id,
    title: input.title,
    notes: input.notes ?? null,
    personId,
    followUpOn: input.followUpOn ?? null,
    links: {
      contactId: input.links?.contactId ?? personId,
      companyId: input.links?.companyId ?? null,
      dealId: input.links?.dealId ?? null,
    },
    status: 'open',
    ownerId: birth.ownerId,
    inboxItemId: birth.inboxItemId ?? null,
    openedAt: now.toISOString(),
    resolvedAt: null,
    version: 1,
  };
  return { next, events: [waitingForOpened.of(facts(next))] };
}

export function resolve(waiting: WaitingState, now: Date): Decision<WaitingState> {
  present(waiting);
  if (waiting.status === 'resolved') throw new AppError('GTD_WAITING_RESOLVED');
  const next: WaitingState = { ...waiting, status: 'resolved', resolvedAt: now.toISOString(), version: waiting.version + 1 };
  return { next, events: [waitingForResolved.of(facts(next))] };
}

/** Repeatable: an open one stays as it is. */
export function reopen(waiting: WaitingState): Decision<WaitingState> {
  present(waiting);
  if (waiting.status === 'open') return { next: waiting, events: [] };
  const next: WaitingState = { ...waiting, status: 'open', resolvedAt: null, version: waiting.version + 1 };
  return { next, events: [waitingForReopened.of(facts(next))] };
}

export function remove(waiting: WaitingState): Decision<WaitingState> {
  if (waiting.status === 'deleted') return { next: waiting, events: [] };
  const next: WaitingState = { ...waiting, status: 'deleted', version: waiting.version + 1 };
  return { next, events: [waitingForDeleted.of(facts(next))] };
}

function present(waiting: WaitingState): void {
  if (waiting.status === 'deleted') throw new AppError('GTD_WAITING_NOT_FOUND');
}
