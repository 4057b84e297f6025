import { expect } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { addDays } from '../../shared/text/calendar-day.ts';
import type { Locale } from './browser.ts';

/** Signs one by one as fast as a machine types, all at once as pasted, or set by a script; each left at once. */
export const ways: Readonly<Record<string, (field: Locator, text: string) => Promise<void>>> = {
  typed: async (field, text) => {
    await field.fill('');
    await field.pressSequentially(text);
    await field.press('Tab');
  },
  pasted: async (field, text) => {
    await field.selectText();
    await field.page().keyboard.insertText(text);
    await field.press('Tab');
  },
  filled: async (field, text) => {
    await field.fill(text);
    await field.press('Tab');
  },
};

export const todayInWarsaw = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Warsaw' }).format(new Date(Date.now()));

type Said = readonly [text: string, day: () => string];

const days: readonly Said[] = [
  ['4.12.2027', () => '2027-12-04'],
  ['\u00a05 grudnia\u202f2027 ', () => '2027-12-05'],
  ['31/12/2027', () => '2027-12-31'],
  ['20.11.2027', () => '2027-11-20'],
  ['Dec 6, 2027', () => '2027-12-06'],
  ['jutro', () => addDays(todayInWarsaw(), 1)],
  ['in 2 weeks', () => addDays(todayInWarsaw(), 14)],
];
const noDays = ['31.02.2027', '32.1', 'kiedyś', '0.5'] as const;

/** Every field is tried in every way; which day is said moves on, so that each is said somewhere. */
let turn = 0;
const next = <T>(list: readonly T[]): T => {
  turn += 1;
  return list[turn % list.length] as T;
};

export const shown = (day: string, locale: Locale): string => {
  const form =
    locale === 'pl'
      ? ({ day: '2-digit', month: '2-digit', year: 'numeric' } as const)
      : ({ day: 'numeric', month: 'short', year: 'numeric' } as const);
  return new Intl.DateTimeFormat(locale === 'pl' ? 'pl-PL' : 'en-GB', { ...form, timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`));
};

export const becomes = (field: Locator, expected: string): Promise<unknown> =>
  waitFor(`the field to show ${expected}`, async () => (await field.inputValue()) === expected, 20_000);

/** Enters a day in each way; after each the field says it in full. Last comes what says no day: it stays, with its fault. */
export const tryField = async (
  field: Locator,
  locale: Locale,
  unreadable: string,
  entered?: (day: string) => Promise<void>,
): Promise<void> => {
  for (const enter of Object.values(ways)) {
    const [text, day] = next(days);
    await enter(field, text);
    await becomes(field, shown(day(), locale));
    await entered?.(day());
  }
  const text = next(noDays);
  await ways['filled']?.(field, text);
  await field.locator('xpath=ancestor::*[contains(@class, "InputWrapper-root")]').getByText(unreadable).waitFor();
  expect(await field.inputValue()).toBe(text);
  expect(await field.getAttribute('aria-invalid')).toBe('true');
};
