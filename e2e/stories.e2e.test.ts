import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { seriousFaults } from './support/accessibility.ts';
import { type Locale, openWindow, startBrowser, type Window } from './support/browser.ts';
import { registerInBrowser, signInInBrowser } from './support/enter.ts';
import { type SharedProduct, sharedProduct } from './support/shared-product.ts';
import { textsOf } from './support/texts.ts';

/** The large file where it is at hand, else the project's own of the same kind. */
const largeFile = join(import.meta.dirname, '../../shared/data/kontakty-10000.csv');
const importFile = existsSync(largeFile) ? largeFile : join(import.meta.dirname, '../services/crm/fixtures/contacts-400.csv');

let product: SharedProduct;
let browser: Browser;

beforeAll(async () => {
  product = await sharedProduct();
  browser = await startBrowser();
}, 600_000);
afterAll(async () => {
  await browser?.close();
});

const digits = (text: string): number => Number(text.replace(/\D/g, ''));

const resultCounts = async (page: Page): Promise<Record<string, number>> => {
  const entries = ['created', 'updated', 'skipped', 'failed'].map(
    async (outcome) => [outcome, digits((await page.locator(`[data-count="${outcome}"]`).textContent()) ?? '')] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
};

describe.each<Locale>(['pl', 'en'])('in %s', (locale) => {
  const t = textsOf(locale);
  let email: string;
  let window: Window;
  let page: Page;

  beforeAll(async () => {
    window = await openWindow(browser, product.url, locale);
    page = window.page;
  });
  afterAll(() => window?.context.close());

  test('a firm registers and finds itself on the first screen', async () => {
    email = await registerInBrowser(page, product.url, locale, 'Stalserwis Sp. z o.o.');
    await page.locator('h1').first().waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(locale);
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('it imports its contacts, sees counts that add up to the file, and takes all of it back', async () => {
    await page.goto(`${product.url}/crm/imports/new`);
    const chooser = page.waitForEvent('filechooser');
    await page.locator('button', { hasText: t('imports.upload.choose') }).click();
    await (await chooser).setFiles(importFile);
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
    await page.getByText(t('imports.map.encoding', { encoding: 'windows-1250' }), { exact: false }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: new RegExp(locale === 'pl' ? '^Importuj ' : '^Import ') }).click();
    await page.locator('[data-count="created"]').waitFor({ timeout: 240_000 });
    const counts = await resultCounts(page);
    const sum = Object.values(counts).reduce((total, count) => total + count, 0);
    if (importFile === largeFile) expect(sum).toBe(10_000);
    expect(counts['created']).toBeGreaterThan(sum / 2);
    expect(counts['failed']).toBeGreaterThan(0);
    const sentence =
      (await page
        .getByText(locale === 'pl' ? /^Razem .* wierszy pliku/ : /rows in all/)
        .first()
        .textContent()) ?? '';
    const told = sentence
      .replace(/[\u00a0\u202f,]|(?<=\d) (?=\d)/g, '')
      .match(/\d+/g)
      ?.map(Number);
    // Rows of rows, then records: contacts made and changed, companies made and changed.
    expect(told?.slice(0, 4)).toEqual([sum, sum, counts['created'], counts['updated']]);
    expect(told).toHaveLength(6);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: t('imports.result.failedRows') }).click();
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
    await page.getByRole('button', { name: t('imports.result.undo') }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('imports.result.undoConfirm') })
      .click();
    await page.getByText(t('imports.result.undone')).first().waitFor({ timeout: 240_000 });
    await page.goto(`${product.url}/crm/contacts`);
    await page.getByText(t('contacts.empty.first.title')).waitFor();
    expect(await page.getByRole('row').filter({ hasText: '@' }).count()).toBe(0);
  }, 600_000);

  test('a deal won in one window leaves the board of another, a task and a draft invoice', async () => {
    const second = await openWindow(browser, product.url, locale);
    await signInInBrowser(second.page, product.url, locale, email);
    await page.goto(`${product.url}/crm/deals`);
    await page
      .getByRole('button', { name: t('deals.new') })
      .first()
      .click();
    const form = page.getByRole('dialog');
    await form.getByLabel(t('deals.fields.title')).fill('Wdrożenie u klienta');
    await form.getByLabel(t('deals.fields.value')).first().fill('12500');
    await form.getByRole('button', { name: t('deals.create') }).click();
    await page.getByText('Wdrożenie u klienta').first().waitFor();

    await second.page.goto(`${product.url}/crm/deals`);
    const card = second.page.getByText('Wdrożenie u klienta').first();
    await card.waitFor();
    await page.getByRole('button', { name: t('deals.menuOf', { title: 'Wdrożenie u klienta' }) }).click();
    await page.getByRole('menuitem', { name: t('deals.win') }).click();
    await card.waitFor({ state: 'hidden' });

    await second.page.goto(`${product.url}/crm/tasks`);
    await second.page
      .getByText('Wdrożenie u klienta')
      .or(second.page.getByText(locale === 'pl' ? /klient/i : /client|customer/i))
      .first()
      .waitFor();
    await second.page.goto(`${product.url}/crm/billing`);
    await second.page.getByText('Wdrożenie u klienta').first().waitFor();
    await page.goto(`${product.url}/crm/audit`);
    await page.locator('h1').first().waitFor();
    expect(second.faults).toEqual([]);
    await second.context.close();
  });

  test('every main screen is free of serious accessibility faults and of script errors', async () => {
    for (const place of [
      'today',
      'inbox',
      'tasks',
      'waiting',
      'projects',
      'someday',
      'deals',
      'contacts',
      'companies',
      'imports',
      'billing',
      'audit',
      'members',
      'system',
      'settings',
    ]) {
      await page.goto(`${product.url}/crm/${place}`);
      await page.locator('h1').first().waitFor();
      expect([place, await seriousFaults(page)]).toEqual([place, []]);
    }
    expect(window.faults).toEqual([]);
  });

  test('it signs out, and the address it was at asks to sign in', async () => {
    await page.goto(`${product.url}/crm/today`);
    await page
      .getByRole('button', { name: /Anna Właścicielka/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: t('shell.signOut') }).click();
    await page.waitForURL(/sign-in/);
    await page.goto(`${product.url}/crm/contacts`);
    await page.waitForURL(/sign-in/);
  });
});

test('on a phone the bottom bar leads on, and nothing is wider than the screen', async () => {
  const phone = await openWindow(browser, product.url, 'pl', { width: 390, height: 844 });
  await registerInBrowser(phone.page, product.url, 'pl', 'Telefon');
  for (const place of ['today', 'inbox', 'deals', 'contacts']) {
    await phone.page.goto(`${product.url}/crm/${place}`);
    await phone.page.locator('h1').first().waitFor();
    const width = await phone.page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > 390) throw new Error(`${place} is ${width} px wide`);
  }
  expect(phone.faults).toEqual([]);
  await phone.context.close();
});
