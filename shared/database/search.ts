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

/**
 * What a query that looks like a number, however it is grouped, may be the beginning of: digits alone, without the 00 of foreign
 * countries, the 0 of former days, or Poland's prefix, as phones are kept. A tax number begins so too.
 */
export function numberForms(text: string): string[] {
  if (!/^\s*(?:PL)?[\d\s()+./-]+$/i.test(text)) return [];
  const digits = text.replace(/\D/g, '');
  const bare = digits.replace(/^00?/, '');
  return digits.length < 4 ? [] : [...new Set([digits, bare, bare.replace(/^48/, '')])].filter((form) => form !== '');
}

/** A whole text as one token, the same as the SQL function `whole_tokens` keeps of tags. */
export const wholeToken = (text: string): string => Array.from(foldText(text)).slice(0, 200).join('');

/**
 * True for rows that hold, for every word of `text`, a word that begins so; for none when it is punctuation alone. Undefined
 * when nothing was asked. `beside` names other kinds whose words count, by the column that holds their id: a deal is found by its
 * firm.
 */
export function foundBy(
  text: string | undefined,
  kind: string,
  idColumn: string,
  beside: Readonly<Record<string, string>> = {},
): RawBuilder<SqlBool> | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const words = searchWords(text);
  if (words.length === 0) return sql<SqlBool>`false`;
  return sql<SqlBool>`(${sql.join(
    words.map((word) => hasWord(word, { ...beside, [kind]: idColumn })),
    sql` and `,
  )})`;
}

/** True for rows with a number that begins as `text`; undefined when that is no number. */
export function foundByNumber(text: string | undefined, kind: string, idColumn: string): RawBuilder<SqlBool> | undefined {
  const forms = numberForms(text ?? '').map((form) => hasWord(form, { [kind]: idColumn }));
  return forms.length === 0 ? undefined : sql<SqlBool>`(${sql.join(forms, sql` or `)})`;
}

const hasWord = (word: string, places: Readonly<Record<string, string>>): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${sql.join(
    Object.entries(places).map(
      ([kind, idColumn]) =>
        sql<SqlBool>`${sql.ref(idColumn)} in (select entity_id from search_token where kind = ${kind} and ${begins(word)})`,
    ),
    sql` or `,
  )})`;

/** The range of tokens that begin so, which the b-tree serves under row security too. */
export const begins = (word: string): RawBuilder<SqlBool> => sql<SqlBool>`(token >= ${word} and token < ${word + lastCharacter})`;
