import type { Contact } from '@crm-gtd/shared/contracts/crm/contacts.ts';

export const contactName = ({ firstName, lastName }: Pick<Contact, 'firstName' | 'lastName'>): string =>
  [firstName, lastName].filter(Boolean).join(' ');
