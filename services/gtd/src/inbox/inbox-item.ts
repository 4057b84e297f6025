import type { Decision, InputOf, PendingEvent } from '@crm-gtd/shared/contracts/define.ts';
import {
  type captureInboxItem,
  type clarifyInboxItem,
  type InboxDecision,
  type InboxItem,
  inboxItemCaptured,
  inboxItemClarified,
  inboxItemReopened,
} from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { create as createProject, type ProjectState } from '../projects/project.ts';
import { complete, create as createTask, noLinks, type TaskDraft, type TaskState } from '../tasks/task.ts';
import { open as openWaiting, type WaitingState } from '../waiting/waiting-for.ts';

export type InboxState = Readonly<InboxItem>;
export type ClarifyInput = InputOf<typeof clarifyInboxItem>;

/** What a decision makes beside the item's own next state; the store saves all of it in one transaction. */
export type Made = Readonly<{ project?: ProjectState; task?: TaskState; waiting?: WaitingState }>;
export type Clarified = Decision<InboxState> & Readonly<{ made: Made }>;

/** Who decides and how new things get their ids. */
export type Maker = Readonly<{ userId: string; newId: () => string; now: Date }>;

/** Fields without which a decision makes no sense. Fields a decision has no use for are ignored. */
export const neededBy: Readonly<Record<InboxDecision, readonly (keyof ClarifyInput)[]>> = {
  trash: [],
  reference: [],
  someday: [],
  doNow: [],
  delegate: ['personId'],
  calendar: ['scheduledOn'],
  next: [],
  project: ['nextActionTitle'],
};

export function capture(
  input: InputOf<typeof captureInboxItem>,
  birth: Readonly<{ id: string; capturedBy: string }>,
  now: Date,
): Decision<InboxState> {
  const next: InboxState = {
    id: birth.id,
    title: input.title,
    notes: input.notes ?? null,
    source: input.source,
    status: 'open',
    decision: null,
    resultId: null,
    capturedBy: birth.capturedBy,
    capturedAt: now.toISOString(),
    clarifiedAt: null,
    version: 1,
  };
  return { next, events: [inboxItemCaptured.of({ inboxItemId: next.id, source: next.source, capturedBy: next.capturedBy })] };
}

export function clarify(item: InboxState, input: ClarifyInput, maker: Maker): Clarified {
  if (item.status === 'clarified') throw new AppError('GTD_INBOX_ITEM_CLARIFIED');
  requireFields(input);
  const { made, resultId, events } = makers[input.decision](item, input, maker);
  const next: InboxState = {
    ...item,
    status: 'clarified',
    decision: input.decision,
    resultId,
    clarifiedAt: maker.now.toISOString(),
    version: item.version + 1,
  };
  const told = inboxItemClarified.of({ inboxItemId: item.id, decision: input.decision, resultId, capturedBy: item.capturedBy });
  return { next, made, events: [...events, told] };
}

/** Repeatable: an open item stays as it is. What the decision made is taken back by the store, through each thing's own `remove`. */
export function unclarify(item: InboxState): Decision<InboxState> {
  if (item.status === 'open') return { next: item, events: [] };
  const next: InboxState = { ...item, status: 'open', decision: null, resultId: null, clarifiedAt: null, version: item.version + 1 };
  return { next, events: [inboxItemReopened.of({ inboxItemId: item.id, capturedBy: item.capturedBy })] };
}

function requireFields(input: ClarifyInput): void {
  const missing = neededBy[input.decision].filter((field) => input[field] === undefined || input[field] === null);
  if (missing.length === 0) return;
  throw new AppError('REQUEST_INVALID', {
    errors: missing.map((path) => ({ path, code: 'required', message: `The decision ${input.decision} needs ${path}` })),
  });
}

type Making = Readonly<{ made: Made; resultId: string | null; events: readonly PendingEvent[] }>;
type MakeFor = (item: InboxState, input: ClarifyInput, maker: Maker) => Making;

const makers: Readonly<Record<InboxDecision, MakeFor>> = {
  trash: () => ({ made: {}, resultId: null, events: [] }),
  reference: (...args) => taskOn('reference', ...args),
  someday: (...args) => taskOn('someday', ...args),
  next: (...args) => taskOn('next', ...args),
  calendar: (...args) => taskOn('next', ...args),
  doNow: (item, input, maker) => {
    const made = newTask(draftOf(item, input, 'next'), item, maker);
    const done = complete(made.next, undefined, maker.now);
    return { made: { task: done.next }, resultId: done.next.id, events: [...made.events, ...done.events] };
  },
  delegate: (item, input, maker) => {
    const waiting = openWaiting(
      { ...wordsOf(item, input), personId: input.personId, followUpOn: input.followUpOn, links: input.links },
      { id: maker.newId(), ownerId: maker.userId, inboxItemId: item.id },
      maker.now,
    );
    return { made: { waiting: waiting.next }, resultId: waiting.next.id, events: waiting.events };
  },
  project: (item, input, maker) => {
    const birth = { id: maker.newId(), title: input.title ?? item.title, createdBy: maker.userId, inboxItemId: item.id };
    const project = createProject(birth, maker.now);
    const draft = { ...draftOf(item, input, 'next'), title: input.nextActionTitle ?? item.title, projectId: project.next.id };
    const task = newTask(draft, item, maker);
    return { made: { project: project.next, task: task.next }, resultId: project.next.id, events: [...project.events, ...task.events] };
  },
};

function taskOn(list: TaskState['list'], item: InboxState, input: ClarifyInput, maker: Maker): Making {
  const { next, events } = newTask(draftOf(item, input, list), item, maker);
  return { made: { task: next }, resultId: next.id, events };
}

const newTask = (draft: TaskDraft, item: InboxState, { userId, newId, now }: Maker): Decision<TaskState> =>
  createTask(draft, { id: newId(), assigneeId: userId, origin: 'inbox', inboxItemId: item.id }, now);

const wordsOf = (item: InboxState, input: ClarifyInput) => ({
  title: input.title ?? item.title,
  notes: input.notes === undefined ? item.notes : input.notes,
});

/** Dates belong to actions: a reference is never due, and someday may only be hidden until a day. */
function draftOf(item: InboxState, input: ClarifyInput, list: TaskState['list']): TaskDraft {
  const dated = list === 'next';
  return {
    ...wordsOf(item, input),
    list,
    contextId: input.contextId,
    projectId: input.projectId,
    dueDate: dated ? input.dueDate : null,
    scheduledOn: dated ? input.scheduledOn : null,
    deferUntil: list === 'reference' ? null : input.deferUntil,
    links: input.links ?? noLinks,
  };
}
