import { getCompany } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { getContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { getDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { TaskLinks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { AppError, isAppError, kindOf } from '@crm-gtd/shared/errors/app-error.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import { type Scope, serviceScope } from '@crm-gtd/shared/service/scope.ts';

export type References = Readonly<{ links?: TaskLinks | undefined; personId?: string | null | undefined }>;

/**
 * Asks crm, before any transaction, whether the records exist in the caller's organization. A missing one is REFERENCE_UNKNOWN
 * naming its field; when crm is down only writes that name its records fail. gtd asks in its own name: no service can speak for a
 * user, and whoever may write tasks may read crm's records.
 */
export type CrmReferences = Readonly<{ check(scope: Scope, references: References): Promise<void> }>;

export const crmReferences = (call: Call): CrmReferences => ({
  async check({ organizationId, correlationId, causationId, access }, { links, personId }) {
    const scope = serviceScope({ service: 'gtd', organizationId, correlationId, causationId, access });
    const lookups: readonly (readonly [string, string | null | undefined, (id: string) => Promise<unknown>])[] = [
      ['links.contactId', links?.contactId, (contactId) => call(getContact, { contactId }, scope)],
      ['links.companyId', links?.companyId, (companyId) => call(getCompany, { companyId }, scope)],
      ['links.dealId', links?.dealId, (dealId) => call(getDeal, { dealId }, scope)],
      ['personId', personId, (contactId) => call(getContact, { contactId }, scope)],
    ];
    const answers = await Promise.all(lookups.map(([path, id, lookUp]) => (id ? missing(path, lookUp(id)) : undefined)));
    const unknown = answers.filter((path) => path !== undefined);
    if (unknown.length === 0) return;
    throw new AppError('REFERENCE_UNKNOWN', { errors: unknown.map((path) => ({ path, code: 'unknown', message: 'No such record' })) });
  },
});

async function missing(path: string, lookup: Promise<unknown>): Promise<string | undefined> {
  try {
    await lookup;
    return undefined;
  } catch (error) {
    if (isAppError(error) && kindOf(error.code) === 'notFound') return path;
    throw error;
  }
}
