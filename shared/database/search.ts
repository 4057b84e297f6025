import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { foldedWords, foldText } from '../text/fold.ts';

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

const maxWords = 8;
const lastCharacter = '\u{10ffff}';

/** The words of a query, folded and cut as those of the rows are. */
export const searchWords = (text: string): string[] =>
  foldedWords(text)
    .slice(0, maxWords)
    .map((word) => Array.from(word).slice(0, 64).join(''));

/** A whole text as one token, the same as the SQL function `whole_tokens` keeps of tags. */
export const wholeToken = (text: string): string => Array.from(foldText(text)).slice(0, 200).join('').trim();

/**
 * True for rows that hold, for every word of `text`, a word that begins so; for none when it is punctuation alone. Undefined
 * when nothing was asked.
 */
export function foundBy(text: string | undefined, kind: string, idColumn: string): RawBuilder<SqlBool> | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const words = searchWords(text);
  if (words.length === 0) return sql<SqlBool>`false`;
  return sql<SqlBool>`(${sql.join(
    words.map((word) => hasWord(word, kind, idColumn)),
    sql` and `,
  )})`;
}

const hasWord = (word: string, kind: string, idColumn: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.ref(idColumn)} in (select entity_id from search_token where kind = ${kind}
    and token >= ${word} and token < ${word + lastCharacter})`;
