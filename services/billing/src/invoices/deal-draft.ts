/** The newest of each that was heard of a deal; 0 before any. */
export type DealNews = Readonly<{ sequence: number; deletedSequence: number; restoredSequence: number }>;

export type DraftFate = 'live' | 'putAway' | 'withdrawn';

/** What becomes of the draft of one win: events of a deal may come in any order, their sequence tells what was true last. */
export const fateOf = (winSequence: number | null, { sequence, deletedSequence, restoredSequence }: DealNews): DraftFate => {
  if (winSequence !== null && sequence > winSequence) return 'withdrawn';
  return deletedSequence > restoredSequence ? 'putAway' : 'live';
};
