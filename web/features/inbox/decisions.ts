import type { InboxDecision } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import {
  type Icon,
  IconArchive,
  IconBolt,
  IconCalendarEvent,
  IconChecklist,
  IconFolder,
  IconHourglass,
  IconStack2,
  IconTrash,
} from '@tabler/icons-react';

export type DecisionEntry = Readonly<{
  decision: InboxDecision;
  key: string;
  icon: Icon;
  actionable: boolean;
  asks: readonly DecisionField[];
}>;
export type DecisionField = 'title' | 'contextId' | 'dueDate' | 'personId' | 'followUpOn' | 'scheduledOn' | 'nextActionTitle' | 'links';

/** The method's eight outcomes in the order of its questions; the digits are their keys. */
export const decisions: readonly DecisionEntry[] = [
  { decision: 'trash', key: '1', icon: IconTrash, actionable: false, asks: [] },
  { decision: 'reference', key: '2', icon: IconArchive, actionable: false, asks: ['title', 'links'] },
  { decision: 'someday', key: '3', icon: IconStack2, actionable: false, asks: ['title', 'links'] },
  { decision: 'doNow', key: '4', icon: IconBolt, actionable: true, asks: [] },
  { decision: 'delegate', key: '5', icon: IconHourglass, actionable: true, asks: ['title', 'personId', 'followUpOn', 'links'] },
  { decision: 'calendar', key: '6', icon: IconCalendarEvent, actionable: true, asks: ['title', 'scheduledOn', 'links'] },
  { decision: 'next', key: '7', icon: IconChecklist, actionable: true, asks: ['title', 'contextId', 'dueDate', 'links'] },
  { decision: 'project', key: '8', icon: IconFolder, actionable: true, asks: ['title', 'nextActionTitle', 'contextId', 'links'] },
];

export const entryOf = (decision: InboxDecision): DecisionEntry | undefined => decisions.find((entry) => entry.decision === decision);

/** Decided with one key: nothing more to ask. */
export const decidesAtOnce = ({ asks }: DecisionEntry): boolean => asks.length === 0;
