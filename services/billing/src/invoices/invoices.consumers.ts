import type { Clock } from '@crm-gtd/shared/clock.ts';
import { getCompany } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { dealReopened, dealWon, getDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { type ConsumerDeclaration, type Received, reaction } from '@crm-gtd/shared/messaging/consumer.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import { type Scope, serviceScope } from '@crm-gtd/shared/service/scope.ts';
import type { DB } from '../generated/db-types.ts';
import { draftForDeal } from './invoice.ts';
import { insertDraft, withdrawDrafts } from './invoices.store.ts';

type Words = Readonly<{ title: string; buyerName: string | null; buyerNip: string | null }>;

/** Gone meanwhile: the invoice is drafted without its words rather than never. */
const unlessGone = async <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: unknown) => {
    if (isAppError(error) && (error.code === 'CRM_DEAL_NOT_FOUND' || error.code === 'CRM_COMPANY_NOT_FOUND')) return undefined;
    throw error;
  });

/** Events carry no names: the deal's title and the buyer's name and NIP are asked of crm. */
const wordsOf = async (call: Call, { data }: Received<typeof dealWon>, scope: Scope): Promise<Words> => {
  const [deal, company] = await Promise.all([
    unlessGone(call(getDeal, { dealId: data.dealId }, scope)),
    data.companyId ? unlessGone(call(getCompany, { companyId: data.companyId }, scope)) : undefined,
  ]);
  return { title: deal?.title ?? data.dealId, buyerName: company?.name ?? deal?.contactName ?? null, buyerNip: company?.nip ?? null };
};

const own = ({ organizationId, correlationId, causationId }: Scope): Scope =>
  serviceScope({ service: 'billing', organizationId, correlationId, causationId });

export const invoicesConsumers = (call: Call, clock: Clock): ConsumerDeclaration[] => [
  reaction<typeof dealWon, DB, Words>(dealWon, {
    durable: 'billing-invoices-deal-won',
    // Each win is invoiced, also one that was overtaken by a later win of the same deal; `insertDraft` knows about reopenings.
    older: 'handle',
    prepare: (event) => wordsOf(call, event, own(event.scope)),
    handle: async ({ envelope, data }, tx, words) => {
      if (data.value.amount === 0) return;
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
    handle: ({ envelope, data }, tx) => withdrawDrafts(tx, data.dealId, envelope.sequence),
  }),
];
