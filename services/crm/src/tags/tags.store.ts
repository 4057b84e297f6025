import type { listTags } from '@crm-gtd/shared/contracts/crm/tags.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import { wholeToken } from '@crm-gtd/shared/database/search.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { sql } from 'kysely';
import type { CrmDb, CrmTx } from '../db.ts';

export type TagsStore = Readonly<{ list(scope: Scope, query: InputOf<typeof listTags>): Promise<readonly string[]> }>;

export const tagsStore = (db: CrmDb): TagsStore => ({ list: (scope, query) => db.withTenant(scope, (tx) => listOf(tx, query)) });

const most = 50;
const kinds = { contacts: 'contactTag', companies: 'companyTag' } as const;

/** From one tag to the next one through the index, so that ten thousand contacts with one tag cost as much as one. */
async function listOf(tx: CrmTx, { of, q }: InputOf<typeof listTags>): Promise<readonly string[]> {
  const from = wholeToken((q ?? '').trimStart());
  const beyond = `${from}\u{10ffff}`;
  const next = (after: ReturnType<typeof sql>) => sql`(select token from search_token
    where kind = ${kinds[of]} and ${after} and token < ${beyond} order by token limit 1)`;
  const { rows } = await sql<{ tag: string }>`
    with recursive tokens as (
      select ${next(sql`token >= ${from}`)} as token
      union all select ${next(sql`token > tokens.token`)} from tokens where tokens.token is not null
    )
    select spelled.tag from tokens cross join lateral (
      select tag from search_token
        join ${sql.ref(of)} as record on record.organization_id = search_token.organization_id and record.id = search_token.entity_id
        cross join unnest(record.tags) as tag
      where search_token.kind = ${kinds[of]} and search_token.token = tokens.token and record.deleted_at is null
        and left(search_text(tag), 200) = tokens.token
      limit 1
    ) spelled where tokens.token is not null limit ${most}`.execute(tx.kysely);
  return rows.map(({ tag }) => tag);
}
