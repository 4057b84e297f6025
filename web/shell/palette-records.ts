'use client';

import { listCompanies } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { listContacts } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { listInboxItems } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { listProjects, listTasks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { listWaitingFors } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { useDebouncedValue } from '@mantine/hooks';
import { useRead } from '../api/queries.ts';
import { useFormats } from '../components/formats.ts';
import { contactName } from '../features/contacts/contact-name.ts';
import { useMay } from '../session/session.tsx';
import type { PlaceName } from './places.ts';
import { type SearchState, searchState } from './search-state.ts';

export type Found = Readonly<{ id: string; label: string; description: string; href: string }>;
export type FoundGroup = Readonly<{
  kind: PlaceName;
  found: readonly Found[];
  /** Where all of them are listed; absent when these are all. */
  allHref: string | undefined;
}>;
export type Search = Readonly<{ groups: readonly FoundGroup[]; state: SearchState }>;

const shortestSearch = 2;
const perKind = 5;

type Query<T> = Readonly<{
  data?: Readonly<{ items: readonly T[]; nextCursor: string | null }> | undefined;
  isPlaceholderData: boolean;
  error: unknown;
}>;

const joined = (...parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join(' · ');

/** Seven questions at once: each kind of record whose words begin so. */
const useAsked = (q: string) => {
  const enabled = q.length >= shortestSearch;
  const mayInbox = useMay('gtd.inbox:read');
  const asked = { q, limit: perKind };
  const options = { enabled, keepPrevious: enabled };
  return {
    mayInbox,
    contacts: useRead(listContacts, asked, options),
    companies: useRead(listCompanies, asked, options),
    deals: useRead(listDeals, asked, options),
    tasks: useRead(listTasks, asked, options),
    projects: useRead(listProjects, asked, options),
    waiting: useRead(listWaitingFors, asked, options),
    inbox: useRead(listInboxItems, asked, { ...options, enabled: enabled && mayInbox }),
  };
};

type Asked = ReturnType<typeof useAsked>;

const groupOf = <T>(kind: PlaceName, { data }: Query<T>, allHref: string, show: (item: T) => Found): FoundGroup => ({
  kind,
  found: (data?.items ?? []).map(show),
  allHref: data?.nextCursor ? allHref : undefined,
});

const useRecordTexts = () => {
  const { roundMoney, day } = useFormats();
  return { roundMoney, dayOrNothing: (value: string | null): string | undefined => (value ? day(value) : undefined) };
};

const peopleGroups = (asked: Asked, all: string): FoundGroup[] => [
  groupOf('contacts', asked.contacts, `/contacts?${all}`, (contact) => ({
    id: contact.id,
    label: contactName(contact),
    description: joined(contact.companyName, contact.email),
    href: `/contacts/${contact.id}`,
  })),
  groupOf('companies', asked.companies, `/companies?${all}`, ({ id, name, city, nip }) => ({
    id,
    label: name,
    description: joined(city, nip),
    href: `/companies/${id}`,
  })),
];

const workGroups = (asked: Asked, all: string, { roundMoney, dayOrNothing }: ReturnType<typeof useRecordTexts>): FoundGroup[] => [
  groupOf('deals', asked.deals, `/deals?view=table&status=all&${all}`, ({ id, title, companyName, value }) => ({
    id,
    label: title,
    description: joined(companyName, roundMoney(value)),
    href: `/deals/${id}`,
  })),
  groupOf('tasks', asked.tasks, `/tasks?view=all&${all}`, ({ id, title, contextName, dueDate, scheduledOn }) => ({
    id,
    label: title,
    description: joined(contextName, dayOrNothing(dueDate ?? scheduledOn)),
    href: `/tasks?view=all&task=${id}`,
  })),
  groupOf('projects', asked.projects, `/projects?${all}`, ({ id, title }) => ({
    id,
    label: title,
    description: '',
    href: `/projects/${id}`,
  })),
  groupOf('inbox', asked.inbox, `/inbox?${all}`, ({ id, title }) => ({ id, label: title, description: '', href: `/inbox?item=${id}` })),
  groupOf('waiting', asked.waiting, `/waiting?${all}`, ({ id, title, followUpOn }) => ({
    id,
    label: title,
    description: joined(dayOrNothing(followUpOn)),
    href: `/waiting?${all}`,
  })),
];

export const useSearch = (typed: string): Search => {
  const wanted = typed.trim();
  const [q] = useDebouncedValue(wanted, 180);
  const asked = useAsked(q);
  const texts = useRecordTexts();
  if (wanted.length < shortestSearch) return { groups: [], state: 'idle' };
  const all = `q=${encodeURIComponent(q)}`;
  const groups = [...peopleGroups(asked, all), ...workGroups(asked, all, texts)].filter(({ found }) => found.length > 0);
  const { mayInbox, inbox, ...others } = asked;
  const queries: readonly Query<unknown>[] = [...Object.values(others), ...(mayInbox ? [inbox] : [])];
  return { groups, state: searchState(queries, q === wanted) };
};
