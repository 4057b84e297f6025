export type SearchState = 'idle' | 'asking' | 'failed' | 'answered';
type Query = Readonly<{ data?: unknown; isPlaceholderData: boolean; error: unknown }>;

/** Nothing is said to be missing before everybody has answered what is typed now, nor after somebody could not. */
export const searchState = (queries: readonly Query[], settled: boolean): SearchState => {
  const open = ({ data, isPlaceholderData, error }: Query): boolean => !error && (data === undefined || isPlaceholderData);
  if (!settled || queries.some(open)) return 'asking';
  return queries.some(({ error }) => error) ? 'failed' : 'answered';
};
