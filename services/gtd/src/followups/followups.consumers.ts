import { type Clock, dateIn } from '@crm-gtd/shared/clock.ts';
import { dealReopened, dealWon, getDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { type ConsumerDeclaration, type Received, reaction } from '@crm-gtd/shared/messaging/consumer.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import { serviceScope } from '@crm-gtd/shared/service/scope.ts';
import type { DB } from '../generated/db-types.ts';
import { homeTimeZone } from '../time-zone.ts';
import { followUp, type Subject, type WonDeal } from './followup.ts';
import { addFollowUp, rememberLocale, removeFollowUps } from './followups.store.ts';

/** The words of the task, asked of crm before anything is locked. Without an answer the task is made all the same, only without names. */
const subjectOf =
  (call: Call) =>
  async ({ scope, data }: Received<typeof dealWon>): Promise<Subject | undefined> => {
    const { organizationId, correlationId, causationId } = scope;
    try {
      const { title, companyName, contactName } = await call(
        getDeal,
        { dealId: data.dealId },
        serviceScope({ service: 'gtd', organizationId, correlationId, causationId }),
      );
      return { deal: title, customer: companyName ?? contactName };
    } catch (error) {
      if (isAppError(error)) return undefined;
      throw error;
    }
  };

export const followupsConsumers = (clock: Clock, call: Call): ConsumerDeclaration[] => [
  reaction<typeof organizationCreated, DB>(organizationCreated, {
    durable: 'gtd-followups-organization-created',
    handle: ({ data }, tx) => rememberLocale(tx, data.organizationId, data.locale),
  }),
  reaction<typeof dealWon, DB, Subject | undefined>(dealWon, {
    durable: 'gtd-followups-deal-won',
    prepare: subjectOf(call),
    handle: (event, tx, subject) => addFollowUp(tx, placeOf(event), (locale) => followUp(wonDeal(event), locale, clock.now(), subject)),
  }),
  reaction<typeof dealReopened, DB>(dealReopened, {
    durable: 'gtd-followups-deal-reopened',
    handle: (event, tx) => removeFollowUps(tx, placeOf(event), clock.now()),
  }),
];

const placeOf = ({ envelope, data }: Received<typeof dealWon> | Received<typeof dealReopened>) => ({
  dealId: data.dealId,
  sequence: envelope.sequence,
});

const wonDeal = ({ envelope, data }: Received<typeof dealWon>): WonDeal => ({
  eventId: envelope.id,
  dealId: data.dealId,
  companyId: data.companyId,
  contactId: data.contactId,
  ownerId: data.ownerId,
  closedOn: dateIn(new Date(data.closedAt), homeTimeZone),
});
