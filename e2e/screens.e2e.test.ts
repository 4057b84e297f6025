import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { waitFor } from '../shared/testing/wait-for.ts';
import { type Locale, openWindow, startBrowser, type Window } from './support/browser.ts';
import { signInInBrowser } from './support/enter.ts';
import { signUpWithPipeline, type TestSession } from './support/session.client.ts';
import { type SharedProduct, sharedProduct } from './support/shared-product.ts';
import { smallTargets } from './support/targets.ts';
import { textsOf } from './support/texts.ts';

let product: SharedProduct;
let browser: Browser;

beforeAll(async () => {
  product = await sharedProduct();
  browser = await startBrowser();
}, 600_000);
afterAll(async () => {
  await browser?.close();
});

const phone = { width: 390, height: 844 };

/** A firm of that language and its owner's window, signed in. */
const signedIn = async (locale: Locale, size?: { width: number; height: number }): Promise<{ owner: TestSession; window: Window }> => {
  const owner = await signUpWithPipeline(product.url, locale);
  const window = await openWindow(browser, product.url, locale, size);
  await signInInBrowser(window.page, product.url, locale, owner.email);
  return { owner, window };
};

const open = async (page: Page, place: string): Promise<void> => {
  await page.goto(`${product.url}/crm/${place}`);
  await page.locator('h1').first().waitFor();
};

const inboxTitles = async (owner: TestSession): Promise<string[]> =>
  (await owner.must<{ items: readonly { title: string }[] }>('GET', '/inbox-items?limit=100')).items.map(({ title }) => title);

/** Whether what one sees of it is all of it. */
const whole = (page: Page, name: string): Promise<boolean> =>
  page
    .getByRole('button', { name, exact: true })
    .last()
    .evaluate((button) => {
      const label = button.querySelector('.mantine-Button-label') ?? button;
      return button.scrollWidth <= button.clientWidth && label.scrollWidth <= label.clientWidth;
    });

describe.each<Locale>(['pl', 'en'])('writing down, in %s', (locale) => {
  const t = textsOf(locale);
  let owner: TestSession;
  let page: Page;
  let window: Window;

  beforeAll(async () => {
    ({ owner, window } = await signedIn(locale, phone));
    page = window.page;
  });
  afterAll(() => window?.context.close());
  const field = () => page.getByLabel(t('capture.label'), { exact: true });

  test('U7: Undo is whole beside a text of any length, on a phone too', async () => {
    const title = `${'Przygotować zestawienie wszystkich umów ramowych '.repeat(4)}${'x'.repeat(120)}`;
    const task = await owner.must<{ id: string }>('POST', '/tasks', { title });
    await open(page, 'tasks');
    await page.getByRole('checkbox', { name: t('tasks.completeNamed', { title }) }).click();
    await page
      .getByRole('button', { name: t('undo.undo'), exact: true })
      .last()
      .waitFor();
    expect(await whole(page, t('undo.undo'))).toBe(true);
    await owner.must('DELETE', `/tasks/${task.id}`);
  });

  test('U8: Enter saves and stays for the next thought; a slow answer takes nothing that was typed meanwhile', async () => {
    await open(page, 'contacts');
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/inbox-items', async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    await page.keyboard.press('q');
    await field().fill(`mleko ${locale}`);
    await field().press('Enter');
    await page.keyboard.type('and go on typing');
    answer();
    await page.getByText(t('capture.saved', { title: `mleko ${locale}` })).waitFor();
    expect(await field().inputValue()).toBe('and go on typing');
    expect(await field().evaluate((element) => element.matches(':focus'))).toBe(true);
    expect(page.url()).toMatch(/\/contacts$/);
    await page.unroute('**/inbox-items');
    await field().press('Control+Enter');
    await field().waitFor({ state: 'hidden' });
    expect(await inboxTitles(owner)).toEqual(expect.arrayContaining([`mleko ${locale}`, 'and go on typing']));
  });

  test('U8: what the server refuses to take stays in the field and is saved once when it does', async () => {
    await open(page, 'contacts');
    await page.route('**/inbox-items', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await page.keyboard.press('q');
    await field().fill(`zawiodło ${locale}`);
    await field().press('Enter');
    await page.getByText(t('errors.NETWORK'), { exact: false }).first().waitFor();
    expect(await field().inputValue()).toBe(`zawiodło ${locale}`);
    await page.keyboard.press('Escape');
    await field().waitFor({ state: 'hidden' });
    await page.unroute('**/inbox-items');
    await page.keyboard.press('q');
    expect(await field().inputValue()).toBe(`zawiodło ${locale}`);
    await field().press('Control+Enter');
    await field().waitFor({ state: 'hidden' });
    expect((await inboxTitles(owner)).filter((title) => title === `zawiodło ${locale}`)).toHaveLength(1);
  });

  test('U9: ten pasted lines are ten items', async () => {
    await open(page, 'contacts');
    const lines = Array.from({ length: 10 }, (_, index) => `linia ${locale} ${index}`);
    await page.keyboard.press('q');
    await field().fill(lines.join('\n'));
    await field().press('Enter');
    await waitFor('ten items', async () => (await inboxTitles(owner)).filter((title) => lines.includes(title)).length === 10);
    expect((await inboxTitles(owner)).filter((title) => lines.includes(title))).toEqual(lines);
    await page.keyboard.press('Escape');
  });

  test('U31: letters typed while a window is still loading stand in its field', async () => {
    await open(page, 'tasks');
    await page.keyboard.press('n');
    await page.keyboard.type('Raport na jutro', { delay: 1 });
    const title = page.getByRole('dialog').getByRole('textbox').first();
    await waitFor('the typed title', async () => (await title.inputValue()) === 'Raport na jutro');
    await page.keyboard.press('Escape');
  });

  test('U10: the window of a lost deal begins with its reasons, and what is typed is a reason', async () => {
    const deal = await owner.must<{ id: string }>('POST', '/deals', { title: `Przegrana ${locale}` });
    await open(page, `deals/${deal.id}`);
    await page
      .getByRole('button', { name: t('deals.lose') })
      .first()
      .waitFor();
    await page.keyboard.press('l');
    await page.keyboard.type('Za drogo', { delay: 1 });
    const reason = page.getByRole('dialog').getByRole('textbox');
    await waitFor('the typed reason', async () => (await reason.inputValue()) === 'Za drogo');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('l');
    await page.getByRole('radio').first().waitFor({ state: 'attached' });
    await waitFor('focus on the first reason', () =>
      page
        .getByRole('radio')
        .first()
        .evaluate((radio) => radio.matches(':focus')),
    );
    await page.keyboard.press('Escape');
  });

  test('no script failed on the way', () => {
    expect(window.faults).toEqual([]);
  });
});

describe.each<Locale>(['pl', 'en'])('a contact, in %s', (locale) => {
  const t = textsOf(locale);
  let owner: TestSession;
  let window: Window;
  beforeAll(async () => {
    ({ owner, window } = await signedIn(locale));
  });
  afterAll(() => window?.context.close());

  test('U34: a wrong e-mail and a phone without a number are told beside their fields, and what was typed stays', async () => {
    const { page } = window;
    const { id } = await owner.must<{ id: string }>('POST', '/contacts', {
      lastName: 'Łoś',
      phone: '0048616815793',
      email: 'a@example.pl',
    });
    await open(page, `contacts/${id}`);
    expect(await page.getByRole('link', { name: '61 681 57 93' }).getAttribute('href')).toBe('tel:+48616815793');
    const edit = async (name: 'email' | 'phone', typed: string): Promise<void> => {
      const label = t(`fieldNames.${name}`);
      await page.getByRole('button', { name: t('inline.edit', { label }), exact: true }).click();
      await page.getByRole('textbox', { name: label, exact: true }).fill(typed);
      await page.getByRole('textbox', { name: label, exact: true }).press('Enter');
    };
    await edit('email', 'jan@');
    await page.getByText(t('fieldErrors.email')).waitFor();
    const field = page.getByRole('textbox', { name: t('fieldNames.email'), exact: true });
    expect(await field.inputValue()).toBe('jan@');
    await field.fill('jan@żółw.pl');
    await field.press('Enter');
    await page.getByRole('link', { name: 'jan@żółw.pl' }).first().waitFor();
    await edit('phone', 'abc telefon');
    await page.getByText(t('fieldErrors.phone')).waitFor();
    expect(await owner.must('GET', `/contacts/${id}`)).toMatchObject({ email: 'jan@żółw.pl', phone: '0048616815793' });
  });

  test('U15: the filter by tag offers the tags in use, whatever letter case they are asked in', async () => {
    const { page } = window;
    await owner.must('POST', '/contacts', { lastName: 'Sowa', tags: ['Targi 2026'] });
    await open(page, 'contacts');
    await page.getByRole('button', { name: t('contacts.filters.title') }).click();
    await page.getByRole('combobox', { name: t('contacts.filters.tag'), exact: true }).fill('targ');
    await page.getByRole('option', { name: 'Targi 2026' }).click();
    await waitFor('the tag in the address', async () => new URL(page.url()).searchParams.get('tag') === 'Targi 2026');
    await page.getByText('Sowa').first().waitFor();
  });
});

describe('finding and following', () => {
  const t = textsOf('pl');
  let owner: TestSession;
  let page: Page;
  let window: Window;

  beforeAll(async () => {
    ({ owner, window } = await signedIn('pl'));
    page = window.page;
  }, 60_000);
  afterAll(() => window?.context.close());

  test('U6: a won deal is found on the board, in the table and in its month', async () => {
    const deal = await owner.must<{ id: string }>('POST', '/deals', {
      title: 'Wygrana hala',
      value: { amount: 1_250_000, currency: 'PLN' },
    });
    await owner.must('POST', `/deals/${deal.id}/win`, {});
    await open(page, 'deals');
    await page
      .getByRole('radiogroup', { name: t('deals.fields.status') })
      .getByText(t('deals.outcomes.won'), { exact: true })
      .click();
    await page
      .getByRole('region', { name: t('deals.outcomes.won') })
      .getByText('Wygrana hala')
      .waitFor();
    await page.getByText(t('deals.views.table'), { exact: true }).click();
    await page
      .getByRole('row')
      .filter({ hasText: 'Wygrana hala' })
      .filter({ hasText: t('deals.statuses.won') })
      .waitFor();
    await page.getByText(t('deals.views.months'), { exact: true }).click();
    await page
      .getByRole('row')
      .filter({ hasText: /12.500/ })
      .waitFor();
  });

  test('U16, U17: the palette opens out of a field, finds actions, and Enter waits for its answer', async () => {
    await owner.must('POST', '/tasks', { title: 'Zamówić zbrojenie' });
    await open(page, 'contacts?q=nikt');
    await page.getByLabel(t('contacts.search')).focus();
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(/\/tasks\?.*q=/, async (route) => {
      await held;
      await route.continue();
    });
    await page.keyboard.press('Control+k');
    const search = page.getByRole('dialog').getByRole('textbox');
    await search.fill('zbroj');
    await search.press('Enter');
    expect(await page.getByText(t('shell.nothingFound'), { exact: true }).count()).toBe(0);
    answer();
    await page.waitForURL(/\/tasks\?.*task=/);
    await page.unroute(/\/tasks\?.*q=/);
  });

  test('U30: the next action has focus when one is done', async () => {
    const [first, second] = [
      await owner.must<{ id: string }>('POST', '/tasks', { title: 'Pierwsza z brzegu', dueDate: '2026-01-01' }),
      'Druga z brzegu',
    ];
    await owner.must('POST', '/tasks', { title: second, dueDate: '2026-01-02' });
    await open(page, 'tasks');
    const row = page.locator(`[data-row-id="${first.id}"]`);
    await row.focus();
    await page.keyboard.press('x');
    await row.waitFor({ state: 'detached' });
    const next = page.getByRole('listitem').filter({ hasText: second });
    await waitFor('focus on the next action', () => next.evaluate((item) => item.matches(':focus')));
  });

  test('U19: the filters come back after signing in; signing out leaves none', async () => {
    await open(page, 'companies?q=stal&sort=-name');
    await page.context().clearCookies({ name: /refresh/ });
    await page.reload();
    await page.waitForURL(/sign-in\?next=/);
    await page.getByLabel(t('auth.email'), { exact: true }).fill(owner.email);
    await page.getByLabel(t('auth.password'), { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: t('auth.signIn'), exact: true }).click();
    await page.waitForURL(/\/companies\?/);
    expect(new URL(page.url()).search).toBe('?q=stal&sort=-name');
  });

  test('U35, U37: a record that is not there is said to be so, without codes, under a title of its own', async () => {
    for (const [place, text] of [
      ['contacts/abc', 'failure.gone.contact'],
      ['deals/018f0000-0000-7000-8000-000000000001', 'failure.gone.deal'],
      ['projects/018f0000-0000-7000-8000-000000000001', 'failure.gone.project'],
    ] as const) {
      await open(page, place);
      await page.getByRole('heading', { name: t(text) }).waitFor();
      expect(await page.getByText(/_NOT_FOUND|REQUEST_INVALID|[0-9a-f]{32}/).count()).toBe(0);
      expect(await page.title()).toContain(t(text));
    }
    await open(page, 'nowhere');
    expect(await page.title()).toContain(t('notFound.title'));
  });

  test('U28: a stage is renamed in the settings, and the board says so', async () => {
    await open(page, 'settings');
    const name = page
      .getByRole('list', { name: t('settings.stages') })
      .getByRole('textbox')
      .first();
    await name.fill('Zapytanie ofertowe');
    await page
      .getByRole('region', { name: t('settings.stages') })
      .getByRole('button', { name: t('settings.save'), exact: true })
      .click();
    await page.getByText(t('settings.stagesSaved')).waitFor();
    await open(page, 'deals');
    await page.getByRole('region', { name: 'Zapytanie ofertowe' }).waitFor();
  });

  test('no script failed on the way', () => {
    expect(window.faults).toEqual([]);
  });
});

describe('on a phone', () => {
  const t = textsOf('pl');
  let owner: TestSession;
  let page: Page;
  let window: Window;

  beforeAll(async () => {
    ({ owner, window } = await signedIn('pl', phone));
    page = window.page;
    await owner.must('POST', '/contacts', {
      firstName: 'Anna',
      lastName: 'Kowalska',
      phone: '+48 600 100 200',
      tags: ['vip', 'targi 2026'],
    });
    await owner.must('POST', '/tasks', { title: 'Zadzwonić do Anny', dueDate: '2026-01-02' });
    await owner.must('POST', '/deals', { title: 'Hala', value: { amount: 1_000_000, currency: 'PLN' } });
    await owner.must('POST', '/waiting-fors', { title: 'Odpowiedź z urzędu' });
  }, 60_000);
  afterAll(() => window?.context.close());

  test('U25: an inbox item opens over the whole screen', async () => {
    for (const title of ['Pierwsza', 'Druga']) await owner.must('POST', '/inbox-items', { title });
    await open(page, 'inbox');
    await page.getByRole('button', { name: /^Druga/ }).click();
    const item = page.getByRole('dialog');
    await item.getByRole('heading', { name: 'Druga' }).waitFor();
    const box = await item.getByRole('button', { name: new RegExp(t('clarify.decisions.trash.name')) }).boundingBox();
    expect(box && box.y < phone.height).toBe(true);
    await page.getByRole('button', { name: t('inbox.back') }).click();
  });

  test('U27: a contact has its number to tap, an entry of the log says who and when', async () => {
    await open(page, 'contacts');
    expect(await page.getByRole('link', { name: /600 100 200$/ }).getAttribute('href')).toMatch(/^tel:(\+48)?600100200$/);
    await open(page, 'audit');
    await page.getByText('Anna Właścicielka').last().waitFor();
    await page.locator('time').first().waitFor();
    for (const place of ['contacts', 'audit', 'members', 'assistant', 'deals?view=table', 'deals?view=months']) {
      await open(page, place);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect([place, width <= phone.width]).toEqual([place, true]);
    }
  });

  test('U45: the drawer closes by a button of its own', async () => {
    await open(page, 'today');
    await page.getByRole('button', { name: t('shell.openMenu') }).click();
    await page.getByRole('navigation', { name: t('shell.main') }).waitFor();
    await page
      .getByRole('button', { name: t('shell.closeMenu') })
      .last()
      .click();
    const drawer = page.getByRole('navigation', { name: t('shell.main') });
    await waitFor('the drawer beside the screen', async () => {
      const box = await drawer.boundingBox();
      return box === null || box.x + box.width <= 0;
    });
  });

  test('U26: whatever can be tapped is 44 px for a finger', async () => {
    const faults: [string, string[]][] = [];
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
      'audit',
      'assistant',
      'settings',
    ]) {
      await open(page, place);
      const small = await smallTargets(page);
      if (small.length > 0) faults.push([place, small]);
    }
    expect(faults).toEqual([]);
  });
});
