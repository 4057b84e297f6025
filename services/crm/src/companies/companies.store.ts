import type { Company, listCompanies } from '@crm-gtd/shared/contracts/crm/companies.ts';
import type { Decision, InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { isUniqueViolation } from '@crm-gtd/shared/database/database-faults.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { foundBy, foundByNumber } from '@crm-gtd/shared/database/search.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { type Selectable, type SqlBool, sql } from 'kysely';
import type { CrmDb, CrmTx } from '../db.ts';
import type { Company as CompanyRow } from '../generated/db-types.ts';
import { isoOrNull, type RecordTable, updateRecord } from '../record.store.ts';
import type { CompanyState } from './company.ts';

export type CompaniesStore = Readonly<{
  list(scope: Scope, query: InputOf<typeof listCompanies>): Promise<Page<Company>>;
  get(scope: Scope, id: string): Promise<Company>;
  create(scope: Scope, decision: Decision<CompanyState>): Promise<Company>;
  update(scope: Scope, id: string, decide: (company: CompanyState) => Decision<CompanyState>): Promise<Company>;
}>;

export function companiesStore(db: CrmDb): CompaniesStore {
  return {
    list: (scope, query) => db.withTenant(scope, (tx) => listPage(tx, query)),
    get: (scope, id) => db.withTenant(scope, (tx) => tx.lastly(() => getLive(tx, id))),
    create: (scope, decision) => nipTaken(db.withTenant(scope, (tx) => insert(tx, decision))),
    update: (scope, id, decide) => nipTaken(db.withTenant(scope, (tx) => updateRecord(tx, table, id, decide))),
  };
}

const columns = [
  'id',
  'name',
  'nip',
  'domain',
  'website',
  'phone',
  'street',
  'postalCode',
  'city',
  'notes',
  'tags',
  'version',
  'createdAt',
  'updatedAt',
  'deletedAt',
] as const;
type Row = Pick<Selectable<CompanyRow>, (typeof columns)[number]>;

const stateOf = (row: Row): CompanyState => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  deletedAt: isoOrNull(row.deletedAt),
});

const table: RecordTable<CompanyState, Decision<CompanyState>> = {
  notFound: 'CRM_COMPANY_NOT_FOUND',
  async lock(tx, id) {
    const row = await tx.kysely.selectFrom('companies').select(columns).where('id', '=', id).forUpdate().executeTakeFirst();
    return row && stateOf(row);
  },
  save: (tx, { id, createdAt: _, ...fields }) =>
    tx.kysely
      .updateTable('companies')
      .set({ ...fields, tags: [...fields.tags] })
      .where('id', '=', id)
      .execute(),
};

async function insert(tx: CrmTx, { next, events }: Decision<CompanyState>): Promise<Company> {
  const { organizationId } = tx.scope;
  const row = { ...next, organizationId, tags: [...next.tags] };
  await tx.lastly(() => Promise.all([tx.kysely.insertInto('companies').values(row).execute(), appendEvents(tx, events)]));
  return next;
}

const listOptions = {
  filters: {
    name: { column: 'name', type: 'text' },
    nip: { column: 'nip', type: 'text', kept: (value: string) => value.replace(/^pl|[\s.-]/gi, '') },
    domain: { column: 'domain', type: 'text' },
    phone: { column: 'phone', type: 'text' },
    city: { column: 'city', type: 'text' },
    tags: { column: 'tags', type: 'list', tokens: { kind: 'companyTag', idColumn: 'id' } },
    createdAt: { column: 'createdAt', type: 'instant' },
    updatedAt: { column: 'updatedAt', type: 'instant' },
  },
  sorts: {
    name: { column: 'nameSort', type: 'text' },
    createdAt: { column: 'createdAt', type: 'timestamptz' },
    updatedAt: { column: 'updatedAt', type: 'timestamptz' },
  },
  defaultSort: 'name',
} as const;

async function listPage(tx: CrmTx, { q, ...input }: InputOf<typeof listCompanies>): Promise<Page<Company>> {
  const list = listQuery(input, listOptions);
  const found = foundByNumber(q, 'company', 'id') ?? foundBy(q, 'company', 'id');
  const query = tx.kysely
    .selectFrom('companies')
    .select(columns)
    .where('organizationId', '=', tx.scope.organizationId)
    .where('deletedAt', 'is', null)
    .$if(found !== undefined, (narrowed) => narrowed.where(found ?? sql<SqlBool>`true`))
    .$call(list.apply);
  return list.page(await tx.lastly(() => query.execute()), stateOf);
}

async function getLive(tx: CrmTx, id: string): Promise<Company> {
  const row = await tx.kysely
    .selectFrom('companies')
    .select(columns)
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  if (row === undefined) throw new AppError('CRM_COMPANY_NOT_FOUND');
  return stateOf(row);
}

async function nipTaken<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (isUniqueViolation(error, 'companies_nip_live_key')) throw new AppError('CRM_COMPANY_NIP_TAKEN', {}, { cause: error });
    throw error;
  });
}
