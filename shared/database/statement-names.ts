/** Each connection keeps a plan per name, on both sides: more than this would be memory for statements nobody repeats. */
const maxNamed = 400;
const maxSeen = 4_000;

let named = 0;
const seen = new Map<string, string | null>();

/**
 * The name under which a connection prepares this SQL, from its second use on. Texts that vary without end (a list of
 * values of every length) are thereby never prepared; once the names run out, new texts travel unprepared.
 */
export function statementName(text: string): string | undefined {
  const known = seen.get(text);
  if (known !== undefined && known !== null) return known;
  if (named >= maxNamed) return undefined;
  if (known === undefined) {
    if (seen.size >= maxSeen) forgetUnnamed();
    seen.set(text, null);
    return undefined;
  }
  named += 1;
  const name = `q${named}`;
  seen.set(text, name);
  return name;
}

function forgetUnnamed(): void {
  for (const [text, name] of seen) if (name === null) seen.delete(text);
}
