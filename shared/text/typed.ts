import { foldInPlace } from './fold-in-place.ts';

/** Signs that take no place: joiners, direction marks, soft hyphens and the mark at the head of a file. They come along when text is copied. */
const unseen = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
/** Hyphens, dashes and the minus sign of typographers. */
const dashes = /[\u2010-\u2015\u2212]/g;

/** What was typed or pasted, as a reader of one value wants it: one kind of space, one kind of dash, no sign that nobody sees. */
export const plainTyped = (typed: string): string => typed.replace(unseen, '').replace(dashes, '-').replace(/\s+/g, ' ').trim();

/** The same in lower case and without diacritics. */
export const foldedTyped = (typed: string): string => foldInPlace(plainTyped(typed));
