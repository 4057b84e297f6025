import { foldedWords } from '@crm-gtd/shared/text/fold.ts';

/**
 * Letters and digits of every script alone, for comparing names: without case, accents, blanks and punctuation. The SQL function
 * `name_key` (migration 0052) is the same rule: change both or none.
 */
export const nameKey = (value: string): string => foldedWords(value).join('');
