const longestTitle = 500;

export type Thought = Readonly<{
  title: string;
  notes: string | null;
  /** The very text it was made of: what goes back into the field when it cannot be saved. */
  typed: string;
}>;

/** Pasted lists are long, but nobody pastes more thoughts than this. */
export const mostThoughts = 100;

/** The first line is the thought, the rest its notes; a first line too long for a title moves into the notes whole. */
export const splitCapture = (typed: string): Thought => {
  const [first = '', ...rest] = typed.trim().split('\n');
  const title = first.trim();
  const tail = rest.join('\n').trim();
  if (title.length <= longestTitle) return { title, notes: tail || null, typed: typed.trim() };
  return { title: `${title.slice(0, longestTitle - 1)}…`, notes: typed.trim(), typed: typed.trim() };
};

const linesOf = (typed: string): string[] => typed.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');

export const lineCount = (typed: string): number => linesOf(typed).length;

/** Each line is a thought of its own, unless the writer says that all of it is one. */
export const thoughtsOf = (typed: string, together: boolean): Thought[] => {
  if (typed.trim() === '') return [];
  return together ? [splitCapture(typed)] : linesOf(typed).map(splitCapture);
};

/** What could not be saved goes back into the field, before what has been typed since. */
export const putBack = (unsaved: readonly Thought[], typed: string): string =>
  [...unsaved.map((thought) => thought.typed), ...(typed === '' ? [] : [typed])].join('\n');
