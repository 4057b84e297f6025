import { type DealMotion, dealMotionChanged } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { PendingEvent } from '@crm-gtd/shared/contracts/define.ts';

/** A task or waiting-for that names a deal, as gtd last told of it. */
export type Commitment = Readonly<{
  kind: 'task' | 'waitingFor';
  id: string;
  dealId: string;
  isOpen: boolean;
  /** Of a task; null for a waiting-for. */
  list: 'next' | 'someday' | 'reference' | null;
  /** Of a task: not to be done before this day. */
  deferUntil: string | null;
}>;

/** What motion needs to know of a deal. */
export type MovingDeal = Readonly<{
  id: string;
  pipelineId: string;
  companyId: string | null;
  contactId: string | null;
  status: 'open' | 'won' | 'lost';
  motion: DealMotion;
  isDeleted: boolean;
}>;

const isDeferred = (commitment: Commitment, today: string): boolean => commitment.deferUntil !== null && commitment.deferUntil > today;

/** Somebody is bound to act on it: someday and reference bind nobody. */
const binds = (commitment: Commitment): boolean => commitment.isOpen && (commitment.kind === 'waitingFor' || commitment.list === 'next');

/** An action one can take now beats waiting for others, which beats actions put off to a later day. */
export function motionOf(commitments: readonly Commitment[], today: string): DealMotion {
  const binding = commitments.filter(binds);
  const tasks = binding.filter(({ kind }) => kind === 'task');
  if (tasks.some((task) => !isDeferred(task, today))) return 'moving';
  if (binding.length > tasks.length) return 'waiting';
  return tasks.length > 0 ? 'parked' : 'stuck';
}

/** The day on which time alone changes what the commitment means for its deal. */
export const wakeOn = (commitment: Commitment, today: string): string | null =>
  binds(commitment) && isDeferred(commitment, today) ? commitment.deferUntil : null;

export type MotionChange = Readonly<{ motion: DealMotion; event: PendingEvent }>;

/** Undefined when nothing is to be written: the motion is the same, or the deal is closed or deleted and keeps its last one. */
export function changeOf(deal: MovingDeal, commitments: readonly Commitment[], today: string): MotionChange | undefined {
  const motion = motionOf(commitments, today);
  if (deal.isDeleted || deal.status !== 'open' || motion === deal.motion) return undefined;
  const event = dealMotionChanged.of({
    dealId: deal.id,
    pipelineId: deal.pipelineId,
    companyId: deal.companyId,
    contactId: deal.contactId,
    before: { motion: deal.motion },
    after: { motion },
  });
  return { motion, event };
}
