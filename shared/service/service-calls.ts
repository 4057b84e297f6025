import { getEntitlements } from '../contracts/billing/subscriptions.ts';
import { getCompany, listCompanies } from '../contracts/crm/companies.ts';
import { contactsUsed, getContact, listContacts } from '../contracts/crm/contacts.ts';
import { dealBuyer, getDeal, listDeals } from '../contracts/crm/deals.ts';
import type { ActionContract } from '../contracts/define.ts';
import { seatsUsed } from '../contracts/gateway/organizations.ts';
import { getInboxItem } from '../contracts/gtd/inbox.ts';
import { getTask, listContexts } from '../contracts/gtd/tasks.ts';
import { listWaitingFors } from '../contracts/gtd/waiting.ts';

/**
 * What a service may ask in its own name, of every organization: what its consumers and jobs need and nothing else. A key that
 * is stolen opens no more than this, so a new call is added here on purpose (a test reads the sources for calls).
 */
export const serviceCalls: Readonly<Record<string, Readonly<Record<string, ActionContract>>>> = {
  gateway: { getEntitlements },
  crm: { getTask, listWaitingFors, getEntitlements },
  gtd: { getContact, getCompany, getDeal },
  ai: { getInboxItem, listContexts, listContacts, listCompanies, listDeals },
  voice: {},
  billing: { dealBuyer, seatsUsed, contactsUsed },
};

export type MayCall = (actorId: string, action: string) => boolean;

/** `service:ai`, and the name of the action it asks for. */
export const mayCall: MayCall = (actorId, action) =>
  Object.values(serviceCalls[actorId.replace(/^service:/, '')] ?? {}).some(({ name }) => name === action);
