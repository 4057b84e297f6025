/** Any origin will do: only whether the path leaves it, or the app, is asked. */
const app = 'https://app.invalid/crm/';

/** What a browser resolves or decodes before it goes there: backslashes, dot segments, encodings of them, doubled slashes, control signs. */
const winding = /[\\%\s\p{Cc}]|\/\/|\/\.{1,2}(?:\/|$)/u;

const pathOf = (next: string): string => next.split(/[?#]/, 1)[0] ?? '';

/** Only a page of this app: a link must not lead a signed-in person elsewhere. Written as the router does, without the base path. */
export const safeNext = (next: string | null): string => {
  if (!next?.startsWith('/') || winding.test(pathOf(next)) || /^\/api(?:\/|$)/.test(pathOf(next))) return '/today';
  return URL.parse(`.${next}`, app)?.href.startsWith(app) ? next : '/today';
};
