'use client';

import { LinkToken } from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import { useEffect, useState } from 'react';

/** Out of a whole link, or as it stands behind its `#`. */
export const tokenIn = (link: string): string | undefined => {
  const token = link.slice(link.lastIndexOf('#') + 1).trim();
  return LinkToken.safeParse(token).success ? token : undefined;
};

/** What stands behind the `#` of this page's address, which no server sees. `null` until the browser has told. */
export const useLinkToken = (): string | undefined | null => {
  const [token, setToken] = useState<string | undefined | null>(null);
  useEffect(() => {
    const read = (): void => setToken(tokenIn(window.location.hash));
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  return token;
};
