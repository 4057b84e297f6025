import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from './browser.ts';

type Messages = { [key: string]: string | Messages };

const read = (locale: Locale): Messages =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../web/messages/${locale}.json`), 'utf8')) as Messages;

/** The text of the screen by its key, so that one story reads both languages; `values` fill plain placeholders. */
export const textsOf = (locale: Locale) => {
  const messages = read(locale);
  return (key: string, values: Readonly<Record<string, string>> = {}): string => {
    const found = key
      .split('.')
      .reduce<string | Messages | undefined>((node, part) => (typeof node === 'object' ? node[part] : undefined), messages);
    if (typeof found !== 'string') throw new Error(`No text ${key} in ${locale}`);
    return found.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  };
};
