import { dealReopened, dealRestored } from '@crm-gtd/shared/contracts/crm/deals.ts';
import {
  getTask,
  taskCompleted,
  taskCreated,
  taskDeferred,
  taskDeleted,
  taskReopened,
  taskRestored,
  taskUpdated,
} from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import {
  listWaitingFors,
  type WaitingFor,
  waitingForDeleted,
  waitingForOpened,
  waitingForReopened,
  waitingForResolved,
} from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { type AggregateRef, type ConsumerDeclaration, projection, type Received, reaction } from '@crm-gtd/shared/messaging/consumer.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { DB } from '../generated/db-types.ts';
import { judgeDeals, keepCommitment } from './motion.store.ts';
import type { Commitment } from './motion.ts';

type Today = () => string;
type TaskFacts = Readonly<{ list: Commitment['list']; links: { dealId: string | null }; deferUntil: string | null; status: string }>;
type WaitingFacts = Readonly<{ links: { dealId: string | null }; status: string }>;

export const motionConsumers = (call: Call, today: Today): ConsumerDeclaration[] => [
  projection<DB>({
    durable: 'crm-motion-task',
    events: [taskCreated, taskUpdated, taskDeferred, taskCompleted, taskReopened, taskDeleted, taskRestored],
    aggregate: 'task',
    handle: ({ envelope }, tx) => {
      const data = taskCreated.data.parse(envelope.data);
      return keepCommitment(tx, { kind: 'task', id: data.taskId }, ofTask(data.taskId, data), today());
    },
    fetchState: async (ref) => {
      const task = await fetchTask(call, ref);
      const key = { kind: 'task', id: ref.aggregateId } as const;
      return { apply: (tx) => keepCommitment(tx, key, task && ofTask(task.id, task), today()) };
    },
  }),
  projection<DB>({
    durable: 'crm-motion-waiting-for',
    events: [waitingForOpened, waitingForResolved, waitingForReopened, waitingForDeleted],
    aggregate: 'waitingFor',
    handle: ({ envelope }, tx) => {
      const data = waitingForOpened.data.parse(envelope.data);
      return keepCommitment(tx, { kind: 'waitingFor', id: data.waitingForId }, ofWaiting(data.waitingForId, data), today());
    },
    fetchState: async (ref) => {
      const open = await fetchOpenWaiting(call, ref);
      const key = { kind: 'waitingFor', id: ref.aggregateId } as const;
      return { apply: (tx) => keepCommitment(tx, key, open && ofWaiting(open.id, open), today()) };
    },
  }),
  ...[dealReopened, dealRestored].map((event) => judgedAgain(event, today)),
];

/** While a deal was closed or deleted its commitments went on without it. */
const judgedAgain = (event: typeof dealReopened | typeof dealRestored, today: Today): ConsumerDeclaration =>
  reaction<typeof dealRestored, DB>(event as typeof dealRestored, {
    durable: `crm-motion-deal-${event.verb}`,
    handle: ({ data }: Received<typeof dealRestored>, tx) => judgeDeals(tx, [data.dealId], today()),
  });

/** Undefined when it names no deal: then it is no commitment of ours. */
const ofTask = (id: string, { list, links, deferUntil, status }: TaskFacts): Commitment | undefined =>
  links.dealId === null ? undefined : { kind: 'task', id, dealId: links.dealId, isOpen: status === 'open', list, deferUntil };

const ofWaiting = (id: string, { links, status }: WaitingFacts): Commitment | undefined =>
  links.dealId === null
    ? undefined
    : { kind: 'waitingFor', id, dealId: links.dealId, isOpen: status === 'open', list: null, deferUntil: null };

const asService = (scope: Scope): Scope => ({ ...scope, actorId: 'service:crm', role: 'SERVICE' });

async function fetchTask(call: Call, { aggregateId, scope }: AggregateRef) {
  return call(getTask, { taskId: aggregateId }, asService(scope)).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'GTD_TASK_NOT_FOUND') return undefined;
    throw error;
  });
}

/** gtd has no question for one waiting-for; the open ones of an organization are few. */
async function fetchOpenWaiting(call: Call, { aggregateId, scope }: AggregateRef): Promise<WaitingFor | undefined> {
  let cursor: string | undefined;
  do {
    const page = await call(listWaitingFors, { limit: 100, status: 'open', ...(cursor && { cursor }) }, asService(scope));
    const found = page.items.find(({ id }) => id === aggregateId);
    if (found !== undefined) return found;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return undefined;
}
