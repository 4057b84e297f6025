'use client';

import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

const parameter = 'task';

/** The open task lives in the address, so that it survives a reload and Back closes it. */
export const useOpenTaskId = (): string | null => useSearchParams().get(parameter);

export const useOpenTask = (): ((id: string | null) => void) => {
  const router = useRouter();
  const path = usePathname();
  const search = useSearchParams();
  return useCallback(
    (id) => {
      const next = new URLSearchParams(search);
      if (id) next.set(parameter, id);
      else next.delete(parameter);
      const query = next.toString();
      router.push(query ? `${path}?${query}` : path, { scroll: false });
    },
    [router, path, search],
  );
};
