import {
  type Company,
  type CompanyFields,
  companyCreated,
  companyDeleted,
  companyRestored,
  companyUpdated,
} from '@crm-gtd/shared/contracts/crm/companies.ts';
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { parseNip } from '@crm-gtd/shared/contracts/nip.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { changedFields, pick, type RecordState, requireLive, requireRestorable, requireVersion } from '@crm-gtd/shared/records/record.ts';
import type { z } from 'zod';

export type CompanyState = Company & RecordState;
type Fields = z.infer<typeof CompanyFields>;
/** As the action's input gives them: absent means untouched. */
export type CompanyPatch = { readonly [K in keyof Fields]?: Fields[K] | undefined };

const blank: Omit<Fields, 'name'> = {
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

export function create(id: string, input: CompanyPatch & { name: string }, now: Date): Decision<CompanyState> {
  const at = now.toISOString();
  const next = { ...blank, ...given(input), name: input.name, id, createdAt: at, updatedAt: at, version: 1, deletedAt: null };
  return { next, events: [companyCreated.of({ companyId: id, importId: null })] };
}

export function update(
  company: CompanyState,
  { expectedVersion, ...patch }: CompanyPatch & { expectedVersion?: number | undefined },
  now: Date,
): Decision<CompanyState> {
  requireVersion(requireLive(company, 'CRM_COMPANY_NOT_FOUND'), expectedVersion);
  const wanted = given(patch);
  const fields = changedFields<Fields>(company, wanted);
  if (fields.length === 0) return { next: company, events: [] };
  return {
    next: { ...company, ...pick(wanted as Fields, fields), updatedAt: now.toISOString() },
    events: [companyUpdated.of({ companyId: company.id, changedFields: fields })],
  };
}

export function remove(company: CompanyState, now: Date): Decision<CompanyState> {
  requireLive(company, 'CRM_COMPANY_NOT_FOUND');
  return {
    next: { ...company, updatedAt: now.toISOString(), deletedAt: now.toISOString() },
    events: [companyDeleted.of({ companyId: company.id })],
  };
}

export function restore(company: CompanyState, now: Date): Decision<CompanyState> {
  requireRestorable(company, now, 'CRM_COMPANY_NOT_FOUND');
  if (company.deletedAt === null) return { next: company, events: [] };
  return {
    next: { ...company, updatedAt: now.toISOString(), deletedAt: null },
    events: [companyRestored.of({ companyId: company.id })],
  };
}

/** Blank text means none; a NIP is kept as its ten digits. */
function given(patch: CompanyPatch): Partial<Fields> {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined);
  const fields = Object.fromEntries(entries.map(([field, value]) => [field, value === '' ? null : value])) as Partial<Fields>;
  if (fields.nip === undefined || fields.nip === null) return fields;
  const nip = parseNip(fields.nip);
  if (nip === undefined) throw new AppError('CRM_NIP_INVALID', { errors: [{ path: 'nip', code: 'nip', message: 'Not a valid NIP' }] });
  return { ...fields, nip };
}
