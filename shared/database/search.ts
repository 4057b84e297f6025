import { type RawBuilder, type SqlBool, sql } from 'kysely';

/*
 * Search by the beginnings of words: "kow war" finds "Anna Kowalska, Warszawa". A trigger per table
 * (`index_search_tokens`, in every service's first migration) keeps the words in search_token; a migration asks for it:
 *
 *   CREATE TRIGGER "contacts_search" AFTER INSERT OR DELETE OR UPDATE OF "name", "email" ON "contacts"
 *     FOR EACH ROW EXECUTE FUNCTION "index_search_tokens"('contact', 'name', 'email');
 *
 * Why words in a b-tree and not a GIN index over text: under row-level security PostgreSQL uses an index only for
 * operators it knows to leak nothing. The comparisons of text are such; LIKE, @@ and the trigram operators are not, and would
 * read all rows of the tenant.
 */

/** The same signs as in the SQL function search_tokens. */
const separators = /[\s!-/:-@[-`{-~\u0080-\u00bf\u2000-\u206f]+/;
const maxWords = 8;
const lastCharacter = '\u{10ffff}';

export const searchWords = (text: string): string[] =>
  text
    .replaceAll('\0', ' ')
    .split(separators)
    .filter((word) => word !== '')
    .slice(0, maxWords)
    .map((word) => word.slice(0, 64));

/** True for rows that hold, for every word of `text`, a word that begins so. Undefined when there is nothing to look for. */
export function foundBy(text: string | undefined, kind: string, idColumn: string): RawBuilder<SqlBool> | undefined {
  const words = searchWords(text ?? '');
  if (words.length === 0) return undefined;
  return sql<SqlBool>`(${sql.join(
    words.map((word) => hasWord(word, kind, idColumn)),
    sql` and `,
  )})`;
}

const hasWord = (word: string, kind: string, idColumn: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(idColumn)} in (select entity_id from search_token where kind = ${kind}
    and token >= search_text(${word}) and token < search_text(${word}) || ${lastCharacter})`;
