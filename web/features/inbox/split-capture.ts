const longestTitle = 500;

/** The first line is the thought, the rest its notes; a first line too long for a title moves into the notes whole. */
export const splitCapture = (typed: string): { title: string; notes: string | null } => {
  const [first = '', ...rest] = typed.trim().split('\n');
  const title = first.trim();
  const tail = rest.join('\n').trim();
  if (title.length <= longestTitle) return { title, notes: tail || null };
  return { title: `${title.slice(0, longestTitle - 1)}…`, notes: typed.trim() };
};
