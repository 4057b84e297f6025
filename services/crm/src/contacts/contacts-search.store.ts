import { begins, numberForms, searchWords } from '@crm-gtd/shared/database/search.ts';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { CrmTx } from '../db.ts';

/*
 * A contact is found when each word of `q` begins one of its own words or one of its company's.
 *
 * One plan cannot serve rare and common words: joining the ids of a word that every third contact has costs seconds, and so does
 * walking a sorted list in search of a word that nobody has. So the words are counted first, up to a limit. Few ids: the list is read
 * from them. Many: it is read in its order and the words are looked up row by row, which soon fills a page, because every
 * fiftieth row fits or more. Beyond a million contacts in one organization the limit should grow with them.
 */
const few = 2_000;

/** What the list has to ask of a row. `ids` bounds the list from above; undefined when too many fit. */
export type Found = Readonly<{ ids: readonly string[] | undefined; conditions: readonly RawBuilder<SqlBool>[] }>;

export async function findByWords(tx: CrmTx, q: string | undefined): Promise<Found> {
  if (q === undefined || q.trim() === '') return { ids: undefined, conditions: [] };
  const number = numberForms(q);
  const words: readonly Word[] = number.length > 0 ? [number] : searchWords(q).map((word) => [word]);
  if (words.length === 0) return { ids: [], conditions: [] };
  const sets = await idsOfEach(tx, words);
  const common = words.filter((_, index) => sets[index] === null);
  const ids = intersection(sets.filter((set) => set !== null));
  if (ids !== undefined || common.length < 2) return { ids, conditions: common.map(rowHasWord) };
  // Each is common, but perhaps not together.
  const together = await idsOfAll(tx, common);
  return together === null ? { ids: undefined, conditions: common.map(rowHasWord) } : { ids: together, conditions: [] };
}

/** How a word may begin: a phone is asked for in several ways. */
type Word = readonly string[];
type Ids = readonly string[] | null;

/** Per word the contacts that have it, or null when they are many. */
async function idsOfEach(tx: CrmTx, words: readonly Word[]): Promise<Ids[]> {
  const each = words.map((word, index) => sql`(${idsUnlessMany(withWord(word))}) as ${sql.ref(`w${index}`)}`);
  const { rows } = await sql<Record<string, Ids>>`select ${sql.join(each)}`.execute(tx.kysely);
  return words.map((_, index) => rows[0]?.[`w${index}`] ?? null);
}

async function idsOfAll(tx: CrmTx, words: readonly Word[]): Promise<Ids> {
  const sets = words.map((word) => sql`select id from (${withWord(word)}) having_word`);
  const { rows } = await sql<{ ids: Ids }>`select (${idsUnlessMany(sql.join(sets, sql` intersect `))}) as ids`.execute(tx.kysely);
  return rows[0]?.ids ?? null;
}

const idsUnlessMany = (ids: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`select case when count(*) <= ${sql.lit(few)} then coalesce(array_agg(id), '{}') end from (${ids} limit ${sql.lit(few + 1)}) found`;

const withWord = (word: Word): RawBuilder<unknown> => sql`
  select entity_id as id from search_token where kind = 'contact' and ${beginsAs(word)}
  union all
  select contacts.id from search_token join contacts
    on contacts.organization_id = search_token.organization_id and contacts.company_id = search_token.entity_id
    where kind = 'company' and ${beginsAs(word)}`;

/** `coalesce` keeps the planner from making a join of it: it must be asked row by row, in the list's order. */
const rowHasWord = (word: Word): RawBuilder<SqlBool> => sql<SqlBool>`coalesce(exists (
  select from search_token where search_token.organization_id = contacts.organization_id
    and entity_id in (contacts.id, contacts.company_id) and ${beginsAs(word)}), false)`;

const beginsAs = (forms: Word): RawBuilder<SqlBool> => sql<SqlBool>`(${sql.join(forms.map(begins), sql` or `)})`;

function intersection([first, ...others]: readonly (readonly string[])[]): readonly string[] | undefined {
  const sets = others.map((ids) => new Set(ids));
  return first?.filter((id) => sets.every((set) => set.has(id)));
}
