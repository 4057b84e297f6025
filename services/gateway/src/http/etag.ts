import { AppError } from '@crm-gtd/shared/errors/app-error.ts';

/** The row's version is its ETag. */
export const etagOf = (version: number): string => `"${version}"`;

/** `If-Match: "3"` → 3; `*` and absence say nothing about a version; a list or a weak tag cannot be matched strongly. */
export const versionOf = (ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const version = /^"(\d{1,9})"$/.exec(ifMatch.trim())?.[1];
  if (version === undefined)
    throw new AppError('REQUEST_INVALID', { errors: [{ path: 'If-Match', code: 'malformed', message: 'malformed' }] });
  return Number(version);
};
