import type { Clock } from '@crm-gtd/shared/clock.ts';
import { dealBuyer, dealDeleted, dealReopened, dealRestored, dealWon } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { type ConsumerDeclaration, type Received, reaction } from '@crm-gtd/shared/messaging/consumer.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import { type Scope, serviceScope } from '@crm-gtd/shared/service/scope.ts';
import type { DB } from '../generated/db-types.ts';
import { noteDeal } from './deal-drafts.store.ts';
import { draftForDeal } from './invoice.ts';
import { insertDraft } from './invoices.store.ts';

type Words = Readonly<{ title: string; buyerName: string | null; buyerNip: string | null }>;

const wordless = (dealId: string): Words => ({ title: dealId, buyerName: null, buyerNip: null });

/**
 * Events carry no names: the deal's title and the name and NIP of the firm it had when it was won are asked of crm, deleted ones
 * too. From then on the draft keeps them. Of a deal that is gone for good it is drafted without words rather than never.
 */
const wordsOf = async (call: Call, { data }: Received<typeof dealWon>, scope: Scope): Promise<Words> => {
  const { dealId, companyId, contactId } = data;
  try {
    const { title, name, nip } = await call(dealBuyer, { dealId, companyId, contactId }, scope);
    return { title, buyerName: name, buyerNip: nip };
  } catch (error) {
    if (isAppError(error) && error.code === 'CRM_DEAL_NOT_FOUND') return wordless(dealId);
    throw error;
  }
};

const own = ({ organizationId, correlationId, causationId }: Scope): Scope =>
  serviceScope({ service: 'billing', organizationId, correlationId, causationId });

export const invoicesConsumers = (call: Call, clock: Clock): ConsumerDeclaration[] => [
  reaction<typeof dealWon, DB, Words>(dealWon, {
    durable: 'billing-invoices-deal-won',
    // Each win is invoiced, also one that was overtaken by a later win of the same deal; `insertDraft` knows what came after it.
    older: 'handle',
    prepare: (event) => wordsOf(call, event, own(event.scope)),
    handle: async ({ envelope, data }, tx, words) => {
      // Nothing to be paid, or to be paid back: that is no invoice.
      if (data.value.amount <= 0) return;
      const { dealId, companyId, contactId, value } = data;
      const deal = {
        id: deterministicId(envelope.id, 'draft-invoice'),
        dealId,
        companyId,
        contactId,
        net: value.amount,
        currency: value.currency,
        ...words,
      };
      await insertDraft(tx, draftForDeal(deal, clock.now()), envelope.sequence);
    },
  }),
  reaction<typeof dealReopened, DB>(dealReopened, {
    durable: 'billing-invoices-deal-reopened',
    handle: ({ envelope, data }, tx) => noteDeal(tx, data.dealId, 'reopened', envelope.sequence),
  }),
  reaction<typeof dealDeleted, DB>(dealDeleted, {
    durable: 'billing-invoices-deal-deleted',
    handle: ({ envelope, data }, tx) => noteDeal(tx, data.dealId, 'deleted', envelope.sequence),
  }),
  reaction<typeof dealRestored, DB>(dealRestored, {
    durable: 'billing-invoices-deal-restored',
    handle: ({ envelope, data }, tx) => noteDeal(tx, data.dealId, 'restored', envelope.sequence),
  }),
];
