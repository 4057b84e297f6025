import { type Company, getCompany } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { type Contact, getContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { type Deal, getDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';

/** crm as gtd's tests have it answer: it knows one record of each kind, in one organization, whoever asks. */
export const known = { contactId: newId(), companyId: newId(), dealId: newId() };

const at = '2026-11-16T10:00:00.000Z';
const recorded = { createdAt: at, updatedAt: at, version: 1 };

const contact: Contact = {
  ...recorded,
  id: known.contactId,
  firstName: 'Anna',
  lastName: 'Kowalska',
  email: null,
  phone: null,
  jobTitle: null,
  companyId: null,
  companyName: null,
  street: null,
  postalCode: null,
  city: null,
  notes: null,
  tags: [],
  lastContactOn: null,
};
const company: Company = {
  ...recorded,
  id: known.companyId,
  name: 'Alfa',
  nip: null,
  domain: null,
  website: null,
  phone: null,
  street: null,
  postalCode: null,
  city: null,
  notes: null,
  tags: [],
};
const deal: Deal = {
  ...recorded,
  id: known.dealId,
  title: 'Roof',
  value: { amount: 100, currency: 'PLN' },
  companyId: null,
  contactId: null,
  expectedCloseOn: null,
  notes: null,
  pipelineId: newId(),
  stageId: newId(),
  status: 'open',
  motion: 'stuck',
  companyName: null,
  contactName: null,
  ownerId: newId(),
  lostReason: null,
  closedAt: null,
  stageEnteredAt: at,
};

export const fakeCrm: ActionEntry[] = [
  handle(getContact, async ({ contactId }) => (contactId === known.contactId ? contact : missing('CRM_CONTACT_NOT_FOUND'))),
  handle(getCompany, async ({ companyId }) => (companyId === known.companyId ? company : missing('CRM_COMPANY_NOT_FOUND'))),
  handle(getDeal, async ({ dealId }) => (dealId === known.dealId ? deal : missing('CRM_DEAL_NOT_FOUND'))),
];

function missing(code: 'CRM_CONTACT_NOT_FOUND' | 'CRM_COMPANY_NOT_FOUND' | 'CRM_DEAL_NOT_FOUND'): never {
  throw new AppError(code);
}
