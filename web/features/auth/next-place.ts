/** Only a path of this app: a link must not lead a signed-in person elsewhere. */
export const safeNext = (next: string | null): string =>
  next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/today';
