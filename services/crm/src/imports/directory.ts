import { foldText } from '@crm-gtd/shared/text/fold.ts';
import { phoneKey } from './cell-values.ts';
import { nameKey } from './name-key.ts';
import type { ContactDraft } from './row.ts';
import type { CompanyDraft } from './row-company.ts';

export type ContactState = ContactDraft & Readonly<{ id: string; companyId: string | null; emailShared: boolean; version: number }>;
export type CompanyState = CompanyDraft & Readonly<{ id: string; name: string; version: number }>;

/** A record in the batch: as it is stored (null: not yet) and as the batch leaves it. */
export type Entry<State> = { readonly stored: State | null; state: State };
export type CompanyEntry = Entry<CompanyState> & Readonly<{ /** Made by this very import and untouched since. */ ours: boolean }>;

/**
 * The contacts and companies a batch may meet, found by what makes two records one (docs/decisions/0006-import.md).
 * The store fills it with the candidates of the batch's keys; the plan adds what it creates, so that later rows find it.
 */
export type Directory = Readonly<{
  findContact(draft: ContactDraft, company: CompanyEntry | null | undefined): Entry<ContactState> | undefined;
  findCompany(draft: CompanyDraft): CompanyEntry | undefined;
  addContact(entry: Entry<ContactState>): Entry<ContactState>;
  addCompany(entry: CompanyEntry): CompanyEntry;
  contacts(): readonly Entry<ContactState>[];
  companies(): readonly CompanyEntry[];
}>;

/** As `contacts.name_key` is made by trigger. */
export const personName = ({ firstName, lastName }: Pick<ContactDraft, 'firstName' | 'lastName'>): string =>
  foldText(firstName === null ? lastName : `${lastName} ${firstName}`);

const personKey = (contact: Pick<ContactDraft, 'firstName' | 'lastName' | 'phone'>, companyId: string | null): string =>
  `${personName(contact)}|${phoneKey(contact.phone ?? '')}|${companyId ?? ''}`;

const append = <T>(index: Map<string, T[]>, key: string | null, entry: T): void => {
  if (!key) return;
  const entries = index.get(key);
  if (entries === undefined) index.set(key, [entry]);
  else if (!entries.includes(entry)) entries.push(entry);
};

export function createDirectory(): Directory {
  const contacts = new Map<string, Entry<ContactState>>();
  const companies = new Map<string, CompanyEntry>();
  const byEmail = new Map<string, Entry<ContactState>[]>();
  const byPerson = new Map<string, Entry<ContactState>[]>();
  const byNip = new Map<string, CompanyEntry[]>();
  const byDomain = new Map<string, CompanyEntry[]>();
  const byName = new Map<string, CompanyEntry[]>();
  return {
    findContact: (draft, company) => {
      if (draft.email !== null) return byEmail.get(draft.email)?.[0];
      // A company that does not exist yet can have no contacts.
      if (company === undefined || !nameKey(draft.lastName)) return undefined;
      const alike = byPerson.get(personKey(draft, company?.state.id ?? null)) ?? [];
      return alike.find(({ state }) => draft.phone !== null || !differ(state.city, draft.city));
    },
    findCompany: (draft) => {
      const sameNip = draft.nip === null ? undefined : byNip.get(draft.nip)?.[0];
      const candidates = [...(byDomain.get(draft.domain ?? '') ?? []), ...(byName.get(nameKey(draft.name ?? '')) ?? [])];
      return sameNip ?? candidates.find(({ state }) => agree(state.nip, draft.nip) && agree(state.domain, draft.domain));
    },
    addContact: (entry) => {
      contacts.set(entry.state.id, entry);
      append(byEmail, entry.state.email, entry);
      append(byPerson, personKey(entry.state, entry.state.companyId), entry);
      return entry;
    },
    addCompany: (entry) => {
      companies.set(entry.state.id, entry);
      append(byNip, entry.state.nip, entry);
      append(byDomain, entry.state.domain, entry);
      append(byName, nameKey(entry.state.name), entry);
      return entry;
    },
    contacts: () => [...contacts.values()],
    companies: () => [...companies.values()],
  };
}

/** Two people of one name in two cities are two, unless they have one phone. A city that is not told says nothing. */
const differ = (a: string | null, b: string | null): boolean => a !== null && b !== null && nameKey(a) !== nameKey(b);

/** Two different NIPs or domains are two firms, whatever else is alike. */
const agree = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;
