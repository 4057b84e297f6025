import type { dealWon } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { DataOf } from '@crm-gtd/shared/contracts/define.ts';
import { addDays, addWorkingDays } from '@crm-gtd/shared/text/calendar-day.ts';

export type NextStep = Readonly<{
  step: 'linkClient' | 'thankClient' | 'sendInvoice' | 'planKickOff' | 'askHowItGoes' | 'askForReferral';
  dueOn: string;
  why: 'noClientLinked' | 'always' | 'valueIsDue' | 'largeDeal' | 'personKnown';
}>;

/** From this value, in minor units, a start is planned together with the client. */
const largeDeal = 1_000_000;

/** What usually follows a won deal. The same deal on the same day gives the same steps, in order of their days. */
export function nextSteps({ value, contactId, companyId }: DataOf<typeof dealWon>, closedOn: string): NextStep[] {
  const steps: (NextStep | false)[] = [
    contactId === null && companyId === null && { step: 'linkClient', dueOn: closedOn, why: 'noClientLinked' },
    { step: 'thankClient', dueOn: addWorkingDays(closedOn, 1), why: 'always' },
    value.amount > 0 && { step: 'sendInvoice', dueOn: addWorkingDays(closedOn, 2), why: 'valueIsDue' },
    value.amount >= largeDeal && { step: 'planKickOff', dueOn: addWorkingDays(closedOn, 5), why: 'largeDeal' },
    { step: 'askHowItGoes', dueOn: addWorkingDays(closedOn, 10), why: 'always' },
    contactId !== null && { step: 'askForReferral', dueOn: addWorkingDays(addDays(closedOn, 29), 1), why: 'personKnown' },
  ];
  return steps.filter((step) => step !== false);
}
