import { type Clock, dateIn } from '@crm-gtd/shared/clock.ts';
import { dealReopened, dealWon } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { organizationCreated } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { type ConsumerDeclaration, type Received, reaction } from '@crm-gtd/shared/messaging/consumer.ts';
import type { DB } from '../generated/db-types.ts';
import { homeTimeZone } from '../time-zone.ts';
import { followUp, type WonDeal } from './followup.ts';
import { addFollowUp, rememberLocale, removeFollowUps } from './followups.store.ts';

export const followupsConsumers = (clock: Clock): ConsumerDeclaration[] => [
  reaction<typeof organizationCreated, DB>(organizationCreated, {
    durable: 'gtd-followups-organization-created',
    handle: ({ data }, tx) => rememberLocale(tx, data.organizationId, data.locale),
  }),
  reaction<typeof dealWon, DB>(dealWon, {
    durable: 'gtd-followups-deal-won',
    handle: (event, tx) => addFollowUp(tx, placeOf(event), (locale) => followUp(wonDeal(event), locale, clock.now())),
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
