'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** View state in the address: a link to a filtered list shows the same list. Defaults are left out. */
export const useUrlState = <S extends Record<string, string>>(defaults: S): [S, (change: Partial<S>) => void] => {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  const state = Object.fromEntries(Object.entries(defaults).map(([key, fallback]) => [key, search.get(key) ?? fallback])) as S;
  const setState = useCallback(
    (change: Partial<S>): void => {
      const next = new URLSearchParams(search);
      for (const [key, value] of Object.entries(change)) {
        if (value === undefined || value === defaults[key]) next.delete(key);
        else next.set(key, value);
      }
      const query = next.toString();
      router.replace(query ? `${path}?${query}` : path, { scroll: false });
    },
    [router, path, search, defaults],
  );
  return [state, setState];
};
