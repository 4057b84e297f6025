import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allEvents } from '@crm-gtd/shared/contracts/registry.ts';
import { errorCodes } from '@crm-gtd/shared/errors/codes.ts';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from '@jest/globals';

type Node = string | { [key: string]: Node };

const web = join(import.meta.dirname, '..');
const read = (locale: string): Node => JSON.parse(readFileSync(join(import.meta.dirname, `${locale}.json`), 'utf8')) as Node;
const messages = { pl: read('pl'), en: read('en') };

const leaves = (node: Node, path = ''): [string, string][] =>
  typeof node === 'string' ? [[path, node]] : Object.entries(node).flatMap(([key, child]) => leaves(child, path ? `${path}.${key}` : key));

const at = (node: Node, path: string): Node | undefined =>
  path.split('.').reduce<Node | undefined>((here, key) => (typeof here === 'object' ? here[key] : undefined), node);

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.tsx') && !/node_modules|\.next/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name));

/** The values a text asks for, in whatever branch. */
const valuesIn = (elements: readonly MessageFormatElement[]): string[] =>
  elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    const own = 'value' in element ? [element.value] : [];
    return 'options' in element ? [...own, ...Object.values(element.options).flatMap(({ value }) => valuesIn(value))] : own;
  });
const placeholders = (text: string): string[] => [...new Set(valuesIn(parse(text)))].sort();

test('both languages hold the same keys', () => {
  const keys = (node: Node): string[] =>
    leaves(node)
      .map(([key]) => key)
      .sort();
  expect(keys(messages.pl)).toEqual(keys(messages.en));
});

test('a text takes the same values in both languages', () => {
  const english = new Map(leaves(messages.en));
  const differing = leaves(messages.pl).filter(([key, text]) => placeholders(text).join() !== placeholders(english.get(key) ?? '').join());
  expect(differing).toEqual([]);
});

describe.each(['pl', 'en'] as const)('%s', (locale) => {
  test('has a text for every error code', () => {
    const missing = Object.keys(errorCodes).filter((code) => typeof at(messages[locale], `errors.${code}`) !== 'string');
    expect(missing).toEqual([]);
  });

  test('has a sentence for every event', () => {
    const missing = allEvents.map(({ type }) => type).filter((type) => typeof at(messages[locale], `events.${type}`) !== 'string');
    expect(missing).toEqual([]);
  });

  test('leaves no text empty', () => {
    expect(leaves(messages[locale]).filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});

test('Polish plurals have all four forms', () => {
  const plurals = leaves(messages.pl).filter(([, text]) => text.includes(', plural,'));
  const incomplete = plurals.filter(
    ([, text]) => !['one', 'few', 'many', 'other'].every((form) => new RegExp(`\\b${form} \\{`).test(text)),
  );
  expect(plurals.length).toBeGreaterThan(10);
  expect(incomplete).toEqual([]);
});

test('Polish addresses nobody by gender', () => {
  const gendered = /(łeś|łaś|łbyś|łabyś)(?![a-ząćęłńóśźż])/;
  expect(leaves(messages.pl).filter(([, text]) => gendered.test(text))).toEqual([]);
});

test('no screen holds a visible text of its own', () => {
  const betweenTags = />\s*([A-ZĄĆĘŁŃÓŚŹŻ]?[a-ząćęłńóśźż]{2,}[^<>{}=;()]*)\s*<\//g;
  const inProps = /\b(label|placeholder|title|description|aria-label|alt)="([^"]*[A-Za-z]{3}[^"]*)"/g;
  const found = sources(web).flatMap((file) => {
    const source = readFileSync(file, 'utf8').replace(/^\s*\/?\*.*$/gm, '');
    return [...source.matchAll(betweenTags), ...source.matchAll(inProps)].map(([text]) => `${file.slice(web.length)}: ${text.trim()}`);
  });
  expect(found).toEqual([]);
});
