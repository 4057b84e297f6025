import { z } from 'zod';
import { action, event } from '../define.ts';
import { page, pageInput } from '../paging.ts';
import { expectedVersion, id, instant, keptName, longText, name, phone, query, tags, text, version } from '../shapes.ts';

export const CompanyFields = z.object({
  name: name(200),
  nip: text(20).nullable(),
  domain: text(200).nullable(),
  website: text(300).nullable(),
  phone: phone.nullable(),
  street: text(200).nullable(),
  postalCode: text(12).nullable(),
  city: text(120).nullable(),
  notes: longText(10_000).nullable(),
  tags,
});
/** What was kept before a rule of the fields came stays readable. */
export const Company = CompanyFields.extend({
  id,
  name: keptName(200),
  phone: z.string().max(40).nullable(),
  tags: z.array(z.string().max(60)).max(50),
  createdAt: instant,
  updatedAt: instant,
  version,
});
export type Company = z.infer<typeof Company>;

export const CompanyInput = CompanyFields.partial().required({ name: true });
export const companyIdInput = z.object({ companyId: id });

export const listCompanies = action('v1.crm.companies.list', {
  http: 'GET /companies',
  permission: 'crm.companies:read',
  input: z.object({ ...pageInput, q: query.optional() }),
  output: page(Company),
  summary:
    '`q` searches name, NIP, domain, phone, city and tags. Filter fields: name, nip, domain, phone, city, tags, createdAt, updatedAt. Sort: name, createdAt, updatedAt.',
});
export const getCompany = action('v1.crm.companies.get', {
  http: 'GET /companies/{companyId}',
  permission: 'crm.companies:read',
  input: companyIdInput,
  output: Company,
  errors: ['CRM_COMPANY_NOT_FOUND'],
});
export const createCompany = action('v1.crm.companies.create', {
  http: 'POST /companies',
  permission: 'crm.companies:write',
  input: CompanyInput,
  output: Company,
  status: 201,
  errors: ['CRM_COMPANY_NIP_TAKEN', 'CRM_NIP_INVALID'],
});
export const updateCompany = action('v1.crm.companies.update', {
  http: 'PATCH /companies/{companyId}',
  permission: 'crm.companies:write',
  input: CompanyFields.partial().extend({ companyId: id, ...expectedVersion }),
  output: Company,
  errors: ['CRM_COMPANY_NOT_FOUND', 'CRM_COMPANY_NIP_TAKEN', 'CRM_NIP_INVALID', 'VERSION_STALE'],
});
export const deleteCompany = action('v1.crm.companies.delete', {
  http: 'DELETE /companies/{companyId}',
  permission: 'crm.companies:write',
  whileReadOnly: true,
  input: companyIdInput,
  output: Company,
  errors: ['CRM_COMPANY_NOT_FOUND'],
  summary: 'Soft: `restore` undoes it for 30 days.',
});
export const restoreCompany = action('v1.crm.companies.restore', {
  http: 'POST /companies/{companyId}/restore',
  permission: 'crm.companies:write',
  whileReadOnly: true,
  input: companyIdInput,
  output: Company,
  errors: ['CRM_COMPANY_NOT_FOUND'],
});

const changed = z.object({ companyId: id, changedFields: z.array(z.string()) });
export const companyCreated = event('crm.company.created', {
  version: 1,
  visible: 'crm.companies:read',
  aggregate: 'company',
  key: (d) => d.companyId,
  data: z.object({ companyId: id, importId: id.nullable() }),
});
export const companyUpdated = event('crm.company.updated', {
  version: 1,
  visible: 'crm.companies:read',
  aggregate: 'company',
  key: (d) => d.companyId,
  data: changed,
});
export const companyDeleted = event('crm.company.deleted', {
  version: 1,
  visible: 'crm.companies:read',
  aggregate: 'company',
  key: (d) => d.companyId,
  data: z.object({ companyId: id }),
});
export const companyRestored = event('crm.company.restored', {
  version: 1,
  visible: 'crm.companies:read',
  aggregate: 'company',
  key: (d) => d.companyId,
  data: z.object({ companyId: id }),
});
