/** What undo does to one contact or company the import touched. */
export type UndoVerdict = 'remove' | 'revert' | 'keep' | 'gone';

export type Touched = Readonly<{
  action: 'created' | 'updated';
  versionAfter: number;
  /** As it is now; undefined when the record no longer exists at all. */
  current:
    | Readonly<{ version: number; deleted: boolean /** Live deals (for a company: live contacts too) that point at it. */; inUse: boolean }>
    | undefined;
}>;

/**
 * A record someone edited since is his now and stays as it is. One that deals hang on stays too: removing it would take
 * work that came after the import. What is deleted already needs nothing.
 */
export function undoVerdict({ action, versionAfter, current }: Touched): UndoVerdict {
  if (current === undefined || current.deleted) return 'gone';
  if (current.version !== versionAfter) return 'keep';
  if (action === 'updated') return 'revert';
  return current.inUse ? 'keep' : 'remove';
}
