import type { Clock } from '@crm-gtd/shared/clock.ts';
import {
  createCompany,
  deleteCompany,
  getCompany,
  listCompanies,
  restoreCompany,
  updateCompany,
} from '@crm-gtd/shared/contracts/crm/companies.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { CompaniesStore } from './companies.store.ts';
import { create, remove, restore, update } from './company.ts';

export const companiesActions = (store: CompaniesStore, clock: Clock): ActionEntry[] => [
  handle(listCompanies, (query, { scope }) => store.list(scope, query)),
  handle(getCompany, ({ companyId }, { scope }) => store.get(scope, companyId)),
  handle(createCompany, (input, { scope }) => store.create(scope, create(newId(), input, clock.now()))),
  handle(updateCompany, ({ companyId, ...patch }, { scope }) =>
    store.update(scope, companyId, (company) => update(company, patch, clock.now())),
  ),
  handle(deleteCompany, ({ companyId }, { scope }) => store.update(scope, companyId, (company) => remove(company, clock.now()))),
  handle(restoreCompany, ({ companyId }, { scope }) => store.update(scope, companyId, (company) => restore(company, clock.now()))),
];
