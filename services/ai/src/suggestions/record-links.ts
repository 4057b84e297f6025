import { listCompanies } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { listContacts } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { TaskLinks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { isRetryable } from '@crm-gtd/shared/errors/app-error.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { bestMatch, type NameCandidate, nameCandidates, stem } from '../models/names.ts';

const noLinks: TaskLinks = { contactId: null, companyId: null, dealId: null };

/** Records a search may answer before a name is too common to mean one of them. */
const mostHits = 20;

type Person = Readonly<{ id: string; name: string; companyId: string | null }>;

/**
 * Looks the capitalised words of a thought up in crm, whose search ignores diacritics. The first person and the first company that
 * are meant beyond doubt are linked, and their deal when they have one open deal only. Links are a courtesy: crm being away costs them,
 * not the suggestion.
 */
export async function findLinks(call: Call, scope: Scope, text: string): Promise<TaskLinks> {
  try {
    const candidates = nameCandidates(text);
    const [people, companies] = await Promise.all([
      Promise.all(candidates.map((candidate) => findPerson(call, scope, candidate))),
      Promise.all(candidates.map((candidate) => findCompany(call, scope, candidate))),
    ]);
    const person = people.find((found) => found !== undefined);
    const companyId = companies.find((found) => found !== undefined)?.id ?? person?.companyId ?? null;
    const contactId = person?.id ?? null;
    return { contactId, companyId, dealId: await onlyOpenDeal(call, scope, contactId, companyId) };
  } catch (error) {
    if (isRetryable(error)) return noLinks;
    throw error;
  }
}

/** The last word of a name is the family's. */
const lastStem = ({ words }: NameCandidate): string => stem(words.at(-1) ?? '');

async function findPerson(call: Call, scope: Scope, candidate: NameCandidate): Promise<Person | undefined> {
  const { items } = await call(listContacts, { q: lastStem(candidate), limit: mostHits }, scope);
  const people = items.map(({ id, firstName, lastName, companyId }) => ({
    id,
    name: [firstName, lastName].filter(Boolean).join(' '),
    companyId,
  }));
  return bestMatch(candidate, people);
}

async function findCompany(call: Call, scope: Scope, candidate: NameCandidate): Promise<{ id: string } | undefined> {
  const { items } = await call(listCompanies, { q: stem(candidate.words[0] ?? ''), limit: mostHits }, scope);
  return bestMatch(candidate, items);
}

async function onlyOpenDeal(call: Call, scope: Scope, contactId: string | null, companyId: string | null): Promise<string | null> {
  if (contactId === null && companyId === null) return null;
  const { items } = await call(
    listDeals,
    { status: 'open', limit: 2, ...(contactId === null ? { companyId: companyId ?? undefined } : { contactId }) },
    scope,
  );
  return items.length === 1 ? (items[0]?.id ?? null) : null;
}
