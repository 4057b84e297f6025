import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { waitFor } from '../shared/testing/wait-for.ts';
import { addDays } from '../shared/text/calendar-day.ts';
import { seriousFaults } from './support/accessibility.ts';
import { type Locale, openWindow, startBrowser, type Window } from './support/browser.ts';
import { signInInBrowser } from './support/enter.ts';
import { signUpWithPipeline, type TestSession } from './support/session.client.ts';
import { type SharedProduct, sharedProduct } from './support/shared-product.ts';
import { textsOf } from './support/texts.ts';
import { becomes, shown, todayInWarsaw, tryField, ways } from './support/typing.ts';

/** A day of typed dates: every field for a day or an amount, in both languages, however the text gets into it. */

let product: SharedProduct;
let browser: Browser;

beforeAll(async () => {
  product = await sharedProduct();
  browser = await startBrowser();
}, 600_000);
afterAll(async () => {
  await browser?.close();
});

describe.each<Locale>(['pl', 'en'])('in %s', (locale) => {
  const t = textsOf(locale);
  const unreadable = t('days.unreadable');
  const url = (path: string): string => `${product.url}/crm/${path}`;
  let owner: TestSession;
  let window: Window;
  let page: Page;

  beforeAll(async () => {
    owner = await signUpWithPipeline(product.url, locale);
    window = await openWindow(browser, product.url, locale);
    page = window.page;
    await signInInBrowser(page, product.url, locale, owner.email);
  });
  afterAll(() => window?.context.close());

  const dialog = (): Locator => page.getByRole('dialog');
  const found = async <T extends Record<string, unknown>>(path: string, title: string): Promise<T | undefined> =>
    (await owner.must<{ items: readonly T[] }>('GET', path)).items.find((item) => item['title'] === title);

  test('U1: a new task keeps each of its three days as it shows them, and none that cannot be read', async () => {
    await page.goto(url('tasks'));
    await page
      .getByRole('button', { name: t('tasks.new') })
      .first()
      .click();
    await dialog().getByLabel(t('tasks.fields.title')).fill('Przegląd');
    const field = (name: string): Locator => dialog().getByRole('textbox', { name: t(`tasks.fields.${name}`) });
    for (const name of ['dueDate', 'scheduledOn', 'deferUntil']) await tryField(field(name), locale, unreadable);
    await dialog()
      .getByRole('button', { name: t('tasks.create') })
      .click();
    expect(await dialog().getByText(unreadable).count()).toBe(3);
    await field('dueDate')
      .locator('xpath=following-sibling::*')
      .getByRole('button', { name: t('days.clear') })
      .click();
    await becomes(field('dueDate'), '');
    await field('dueDate').fill('4.12.2027');
    await field('scheduledOn').fill('5 grudnia 2027');
    await field('deferUntil').fill('6 Dec 2027');
    await field('deferUntil').press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    expect(await found('/tasks', 'Przegląd')).toMatchObject({ dueDate: '2027-12-04', scheduledOn: '2027-12-05', deferUntil: '2027-12-06' });
  }, 180_000);

  test('U1: a task opened again, and the menu of its day', async () => {
    const { id } = await owner.must<{ id: string }>('POST', '/tasks', { title: 'Telefon' });
    const kept = async (): Promise<unknown> => (await owner.must('GET', `/tasks/${id}`))['dueDate'];
    await page.goto(url('tasks'));
    await page.getByRole('button', { name: 'Telefon', exact: true }).click();
    const field = dialog().getByRole('textbox', { name: t('tasks.fields.dueDate') });
    await tryField(field, locale, unreadable);
    await field.fill('31.12.2027');
    await dialog()
      .getByRole('button', { name: t('tasks.save') })
      .click();
    await dialog().waitFor({ state: 'hidden' });
    expect(await kept()).toBe('2027-12-31');

    const menu = page.getByRole('button', { name: t('tasks.setDueNamed', { title: 'Telefon' }) });
    const typed = dialog().getByRole('textbox', { name: t('tasks.setDue') });
    for (const [text, leave, day] of [
      ['7.12.2027', 'Enter', '2027-12-07'],
      ['8 grudnia 2027', 'Tab', '2027-12-08'],
    ] as const) {
      await menu.click();
      await typed.fill(text);
      await typed.press(leave);
      await waitFor(`${text} is kept`, async () => (await kept()) === day, 20_000);
      await typed.waitFor({ state: 'hidden' });
    }
    await menu.click();
    await typed.fill('31.02.2027');
    await typed.press('Enter');
    await dialog().getByText(unreadable).waitFor();
    await typed.press('Escape');
    await typed.waitFor({ state: 'hidden' });
    expect(await kept()).toBe('2027-12-08');
  }, 180_000);

  test('U1: a waiting-for', async () => {
    await page.goto(url('waiting'));
    await page
      .getByRole('button', { name: t('waiting.new') })
      .first()
      .click();
    await dialog().getByLabel(t('waiting.fields.title')).fill('Umowa od Anny');
    const field = dialog().getByRole('textbox', { name: t('waiting.fields.followUpOn') });
    await tryField(field, locale, unreadable);
    await field.fill('4.12.2027');
    await field.press('Control+Enter');
    await dialog().waitFor({ state: 'hidden' });
    expect(await found('/waiting-fors', 'Umowa od Anny')).toMatchObject({ followUpOn: '2027-12-04' });
  }, 180_000);

  test.each([
    ['calendar', 'scheduledOn'],
    ['next', 'dueDate'],
    ['delegate', 'followUpOn'],
  ])(
    'U1: an inbox item clarified as %s asks for its day',
    async (decision, name) => {
      const title = `Myśl ${decision}`;
      await owner.must('POST', '/inbox-items', { title });
      await page.goto(url('inbox'));
      await page.getByRole('heading', { level: 2, name: title }).waitFor();
      await page
        .getByRole('region', { name: t('clarify.actionable'), exact: true })
        .getByText(t(`clarify.decisions.${decision}.name`), { exact: true })
        .click();
      const field = page.getByRole('textbox', { name: t(`clarify.fields.${name}`) });
      await tryField(field, locale, unreadable);
      await field.press('Control+Enter');
      await page.getByText(unreadable).waitFor();
      if (decision !== 'delegate') {
        await field.fill('4.12.2027');
        await field.press('Control+Enter');
        await waitFor('the task with its day', async () => (await found('/tasks', title))?.[name] === '2027-12-04', 20_000);
      }
      await owner.must('GET', '/inbox-items');
    },
    180_000,
  );

  test('U1, U40: a deal, made and then changed where it stands', async () => {
    await page.goto(url('deals'));
    await page
      .getByRole('button', { name: t('deals.new') })
      .first()
      .click();
    await dialog().getByLabel(t('deals.fields.title')).fill('Hala');
    const closing = dialog().getByRole('textbox', { name: t('deals.fields.expectedCloseOn') });
    const value = dialog().getByRole('textbox', { name: t('deals.fields.value') });
    await tryField(closing, locale, unreadable);
    await closing.fill('4.12.2027');
    await value.pressSequentially('12 500,505');
    await value.press('Enter');
    await dialog().getByText(t('amounts.tooPrecise')).waitFor();
    await value.fill('');
    await value.pressSequentially('12 500,50');
    await value.press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    const made = await found<{ id: string; title: string }>('/deals', 'Hala');
    expect(made).toMatchObject({ value: { amount: 1_250_050, currency: 'PLN' }, expectedCloseOn: '2027-12-04' });

    await page.goto(url(`deals/${made?.id}`));
    const kept = (): Promise<Record<string, unknown>> => owner.must('GET', `/deals/${made?.id}`);
    const day = page.getByRole('textbox', { name: t('deals.fields.expectedCloseOn') });
    let last: unknown;
    await tryField(day, locale, unreadable, async (entered) => {
      await waitFor(`${entered} is kept`, async () => (await kept())['expectedCloseOn'] === entered, 20_000);
      last = entered;
    });
    expect((await kept())['expectedCloseOn']).toBe(last);

    const amount = page.getByRole('textbox', { name: t('deals.fields.value') });
    for (const [way, text, expected] of [
      ['typed', '80 000,01', 8_000_001],
      ['pasted', '12.500,50 zł', 1_250_050],
      ['filled', '99\u00a0000', 9_900_000],
      ['filled', '12,500.51', 1_250_051],
    ] as const) {
      await ways[way]?.(amount, text);
      await waitFor(
        `${text} is kept`,
        async () => (await kept())['value'] !== undefined && ((await kept())['value'] as { amount: number }).amount === expected,
        20_000,
      );
      const written = await amount.inputValue();
      await page.locator('header, main').getByText(written).first().waitFor();
    }
    for (const [text, fault] of [
      ['12 50', 'unreadable'],
      ['-5', 'negative'],
      ['99999999999999', 'tooLarge'],
    ] as const) {
      await amount.fill(text);
      await amount.press('Tab');
      await amount.locator('xpath=ancestor::*[contains(@class, "InputWrapper-root")]').getByRole('alert').waitFor();
      expect([fault, await amount.inputValue()]).toEqual([fault, text]);
    }
    expect((await kept())['value']).toEqual({ amount: 1_250_051, currency: 'PLN' });
    expect(await seriousFaults(page)).toEqual([]);
  }, 180_000);

  test('U1: a contact was last spoken to on the nearest such day back', async () => {
    const { id } = await owner.must<{ id: string }>('POST', '/contacts', { lastName: 'Nowak' });
    await page.goto(url(`contacts/${id}`));
    const field = page.getByRole('textbox', { name: t('fieldNames.lastContactOn') });
    const kept = async (): Promise<unknown> => (await owner.must('GET', `/contacts/${id}`))['lastContactOn'];
    const yesterday = addDays(todayInWarsaw(), -1);
    const [, month, date] = yesterday.split('-');
    for (const [way, text, expected] of [
      ['typed', `${date}.${month}`, yesterday],
      ['filled', '4.12.2025', '2025-12-04'],
      ['pasted', 'wczoraj', yesterday],
      ['filled', '2 weeks ago', addDays(todayInWarsaw(), -14)],
    ] as const) {
      await ways[way]?.(field, text);
      await waitFor(`${text} is kept`, async () => (await kept()) === expected, 20_000);
    }
    await field.fill('32.1');
    await field.press('Enter');
    await page.getByText(unreadable).waitFor();
    expect(await kept()).toBe(addDays(todayInWarsaw(), -14));
  }, 180_000);

  test('U1: the days that frame the audit log', async () => {
    await page.goto(url('audit'));
    for (const name of ['from', 'to']) {
      const field = page.getByRole('textbox', { name: t(`audit.filters.${name}`) });
      await field.fill('4 grudnia 2025');
      await field.press('Tab');
      await page.waitForURL(new RegExp(`${name}=2025-12-04`));
      await becomes(field, shown('2025-12-04', locale));
      await field.fill('31.02.2026');
      await field.press('Tab');
      await page.getByText(unreadable).first().waitFor();
      expect(page.url()).toContain(`${name}=2025-12-04`);
      await field.fill('');
      await field.press('Tab');
      await waitFor(`the address without ${name}`, async () => !page.url().includes(`${name}=`), 20_000);
    }
    expect(window.faults).toEqual([]);
  }, 180_000);
});
