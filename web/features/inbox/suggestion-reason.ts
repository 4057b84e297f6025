/**
 * The words of the thought that a rule of the program went by. It quotes them first in its reason, which is written in the language
 * of the thought; the rest of it is told from the suggestion's fields, in the reader's.
 */
export const quotedPhrase = (reason: string): string | undefined => /^\s*[„“"](.+?)[”"]/u.exec(reason)?.[1];
