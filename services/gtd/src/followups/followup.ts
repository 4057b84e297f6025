import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { addWorkingDays } from '@crm-gtd/shared/text/calendar-day.ts';
import { create, type TaskState } from '../tasks/task.ts';

export type Locale = 'pl' | 'en';

/** After how many working days the client is asked how things go. */
const workingDaysAfterWin = 3;

/** Whom and what it is about, as far as crm could say. */
export type Subject = Readonly<{ customer: string | null; deal: string }>;

const titles: Readonly<Record<Locale, Readonly<{ plain: string; about: (whom: string) => string }>>> = {
  pl: { plain: 'Odezwij się do klienta po wygranej szansie', about: (whom) => `Odezwij się po wygranej: ${whom}` },
  en: { plain: 'Follow up with the client', about: (whom) => `Follow up after the win: ${whom}` },
};

const longestTitle = 500;

function titleOf(locale: Locale, subject: Subject | undefined): string {
  const { plain, about } = titles[locale];
  if (subject === undefined) return plain;
  return about([subject.customer, subject.deal].filter(Boolean).join(' · ')).slice(0, longestTitle);
}

export type WonDeal = Readonly<{
  eventId: string;
  dealId: string;
  companyId: string | null;
  contactId: string | null;
  ownerId: string;
  /** The day it was won in the organization's time zone. */
  closedOn: string;
}>;

export function followUp(deal: WonDeal, locale: Locale, now: Date, subject?: Subject): Decision<TaskState> {
  return create(
    {
      title: titleOf(locale, subject),
      dueDate: addWorkingDays(deal.closedOn, workingDaysAfterWin),
      links: { contactId: deal.contactId, companyId: deal.companyId, dealId: deal.dealId },
    },
    { id: deterministicId(deal.eventId, 'followup'), assigneeId: deal.ownerId, origin: 'dealWon' },
    now,
    deal.dealId,
  );
}

/** Nobody edited, completed, deleted or restored it since the win made it. */
export const untouched = (task: TaskState): boolean => task.status === 'open' && task.version === 1;
