/**
 * What the release before this one may still need while it runs beside the new one. Additions are fine; these are not, until
 * a release later.
 */
const contracting: readonly RegExp[] = [
  /\bdrop\s+(table|column|schema|type|view|function)\b/i,
  /\balter\s+table\b[^;]*\brename\b/i,
  /\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b/i,
  /\balter\s+column\s+\S+\s+set\s+not\s+null\b/i,
  /\btruncate\b/i,
];

/** The statements of a migration that take something away, each on one line. */
export function contractingStatements(sql: string): readonly string[] {
  return withoutComments(sql)
    .split(';')
    .map((statement) => statement.replace(/\s+/g, ' ').trim())
    .filter((statement) => contracting.some((pattern) => pattern.test(statement)));
}

function withoutComments(sql: string): string {
  return sql.replace(/--[^\n]*/g, '').replace(/\/\*[\s\S]*?\*\//g, '');
}
