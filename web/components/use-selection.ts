'use client';

import { useCallback, useMemo, useState } from 'react';

/** Selected row ids; what has left the list leaves the selection with it. */
export const useRowSelection = (ids: readonly string[]) => {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const selected = useMemo(() => new Set(ids.filter((id) => chosen.has(id))), [ids, chosen]);
  const toggle = useCallback(
    (id: string) =>
      setChosen((before) => (before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set(before).add(id))),
    [],
  );
  const toggleAll = useCallback(() => setChosen((before) => (before.size >= ids.length ? new Set() : new Set(ids))), [ids]);
  const clear = useCallback(() => setChosen(new Set()), []);
  return { selected, toggle, toggleAll, clear };
};
