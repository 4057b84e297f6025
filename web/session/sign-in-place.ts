/** Where one signs in, and comes back to from there: the whole view, filters and open record too. */
export const signInPlace = (path: string, query: string): string =>
  path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(query ? `${path}?${query}` : path)}`;
