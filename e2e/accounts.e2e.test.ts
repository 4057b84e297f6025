import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { waitFor } from '../shared/testing/wait-for.ts';
import type { Product } from '../tools/run/product.ts';
import { seriousFaults } from './support/accessibility.ts';
import { type Locale, openWindow, startBrowser, type Window } from './support/browser.ts';
import { signInInBrowser } from './support/enter.ts';
import { testProduct } from './support/product.ts';
import { ask, joinByLink, signUp, type TestSession, testPassword } from './support/session.client.ts';
import { textsOf } from './support/texts.ts';

const newPassword = 'Niebieska-Herbata-78';

let product: Product;
let browser: Browser;

beforeAll(async () => {
  product = await testProduct({ web: true });
  browser = await startBrowser();
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

describe.each<Locale>(['pl', 'en'])('in %s', (locale) => {
  const t = textsOf(locale);
  const windows: Window[] = [];
  const newWindow = async (): Promise<Page> => {
    const opened = await openWindow(browser, product.url, locale);
    windows.push(opened);
    return opened.page;
  };
  const at = (path: string): string => `${product.url}/crm${path}`;
  const signedIn = async ({ email }: Pick<TestSession, 'email'>): Promise<Page> => {
    const page = await newWindow();
    await signInInBrowser(page, product.url, locale, email);
    return page;
  };
  const field = (page: Page, key: string) => page.getByLabel(t(key), { exact: true });
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const organizationOf = async (session: TestSession, name: string): Promise<string> =>
    (await session.must<{ id: string }>('POST', '/organizations', { name })).id;
  const linkFor = async (owner: TestSession, email: string): Promise<string> => {
    const { link } = await owner.must<{ link: string }>('POST', '/invitations', { email, role: 'MEMBER' });
    return at(`/invitation#${link.split('#')[1]}`);
  };
  const membershipOf = async (owner: TestSession, email: string): Promise<string> => {
    const { items } = await owner.must<{ items: { id: string; email: string }[] }>('GET', '/memberships');
    return items.find((member) => member.email === email)?.id ?? '';
  };

  afterAll(async () => {
    const faults = windows.flatMap((window) => window.faults);
    for (const { context } of windows) await context.close();
    expect(faults).toEqual([]);
  });

  test('F1 U4: a person is invited by a link, which is shown once, and opens the account with a password of her own', async () => {
    const owner = await signUp(product.url, 'Lampy', locale);
    const page = await signedIn(owner);
    const email = `ewa-${randomUUID()}@example.test`;
    await page.goto(at('/members'));
    await button(page, t('members.invite')).click();
    await field(page, 'auth.email').fill(email);
    await button(page, t('members.submit')).click();
    const link = await page.getByLabel(t('members.link.label'), { exact: true }).inputValue();
    expect(await seriousFaults(page)).toEqual([]);
    await button(page, t('members.link.done')).click();
    await page.getByRole('cell', { name: email }).first().waitFor();
    expect(await page.content()).not.toContain(link.split('#')[1]);

    const guest = await newWindow();
    await guest.goto(at(`/invitation#${link.split('#')[1]}`));
    await guest.getByText(t('invitation.text', { invitedByName: 'Anna Właścicielka', organizationName: 'Lampy' })).waitFor();
    await guest.getByText(t('roles.MEMBER')).waitFor();
    expect(await seriousFaults(guest)).toEqual([]);
    await field(guest, 'auth.name').fill('Ewa Nowa');
    await field(guest, 'auth.password').fill(newPassword);
    await button(guest, t('invitation.openAndJoin')).click();
    await guest.waitForURL(/\/crm\/today/);
    await guest
      .getByRole('button', { name: /Ewa Nowa/ })
      .first()
      .waitFor();
    await waitFor(
      'the invitation to become a member',
      async () => (await page.getByRole('cell', { name: 'Ewa Nowa' }).count()) > 0,
      30_000,
    );
    expect(await page.getByRole('button', { name: t('members.revokeNamed', { email }) }).count()).toBe(0);
  });

  test('F1: a person with an account signs in on the invitation page and is in the firm that invites', async () => {
    const [owner, known] = await Promise.all([signUp(product.url, 'Kable', locale), signUp(product.url, 'Druty', locale)]);
    const page = await newWindow();
    await page.goto(await linkFor(owner, known.email));
    await page.getByText(t('invitation.ways.known')).click();
    await field(page, 'auth.password').fill('Zle-Haslo-4242');
    await button(page, t('invitation.signInAndJoin')).click();
    await page.getByText(t('errors.CREDENTIALS_INVALID')).waitFor();
    await field(page, 'auth.password').fill(testPassword);
    await button(page, t('invitation.signInAndJoin')).click();
    await page.waitForURL(/\/crm\/today/);
    await page.getByRole('button', { name: /Kable/ }).first().waitFor();
  });

  test('F1: somebody else who is signed in is told whom the invitation is for, and does not join', async () => {
    const [owner, other] = await Promise.all([signUp(product.url, 'Kable', locale), signUp(product.url, 'Druty', locale)]);
    const email = `jan-${randomUUID()}@example.test`;
    const page = await signedIn(other);
    await page.goto(await linkFor(owner, email));
    await page.getByText(t('invitation.otherPerson', { signedIn: other.email, invited: email })).waitFor();
    await button(page, t('invitation.signOutFirst')).click();
    await button(page, t('invitation.openAndJoin')).waitFor();
  });

  test('check 30: a link that no longer opens has one clear page for each reason', async () => {
    const owner = await signUp(product.url, 'Lampy', locale);
    const page = await newWindow();
    const email = `jan-${randomUUID()}@example.test`;
    const link = await linkFor(owner, email);
    const { items } = await owner.must<{ items: { id: string }[] }>('GET', '/invitations');
    await owner.must('DELETE', `/invitations/${items[0]?.id}`);
    await page.goto(link);
    await page.getByRole('heading', { name: t('invitation.dead.INVITATION_REVOKED.title') }).waitFor();
    await page.goto(at('/invitation#abc'));
    await page.getByRole('heading', { name: t('invitation.dead.INVITATION_NOT_FOUND.title') }).waitFor();
    const used = await linkFor(owner, email);
    await ask(product.url, 'POST', '/invitations/open', { body: { token: used.split('#')[1], name: 'Jan', password: testPassword } });
    await page.goto(used);
    await page.getByRole('heading', { name: t('invitation.dead.INVITATION_USED.title') }).waitFor();
  });

  test('U4: the password is changed with the old one, and the other session is over', async () => {
    const owner = await signUp(product.url, 'Lampy', locale);
    const [page, other] = [await signedIn(owner), await signedIn(owner)];
    await page.goto(at('/settings'));
    await field(page, 'settings.currentPassword').fill('Zle-Haslo-4242');
    await field(page, 'settings.newPassword').fill(newPassword);
    await button(page, t('settings.changePassword')).click();
    await page.getByText(t('errors.PASSWORD_WRONG')).waitFor();
    await field(page, 'settings.currentPassword').fill(testPassword);
    await button(page, t('settings.changePassword')).click();
    await page.getByText(t('settings.passwordChanged')).waitFor();
    await other.goto(at('/contacts'));
    await other.waitForURL(/\/crm\/sign-in/);
    const again = await ask(product.url, 'POST', '/auth/login', { body: { email: owner.email, password: newPassword } });
    expect(again.status).toBe(200);
  });

  test('U4: sessions are listed, and one that is ended has to sign in again', async () => {
    const owner = await signUp(product.url, 'Lampy', locale);
    const [page, other] = [await signedIn(owner), await signedIn(owner)];
    await page.goto(at('/settings'));
    const list = page.getByRole('list', { name: t('settings.sessions') });
    await list.getByText(t('settings.thisSession')).waitFor();
    expect(await list.getByRole('listitem').count()).toBe(3);
    expect(await list.getByText('Chrome').count()).toBe(2);
    await list.getByRole('listitem').filter({ hasText: 'Chrome' }).getByRole('button').click();
    await waitFor('the row to go', async () => (await list.getByRole('listitem').count()) === 2, 30_000);
    await other.goto(at('/contacts'));
    await other.waitForURL(/\/crm\/sign-in/);
  });

  test('F20: a tab whose session moved in another tab opens anew, says so, and sends nothing into the other organization', async () => {
    const owner = await signUp(product.url, 'Pierwsza', locale);
    await organizationOf(owner, 'Druga');
    const first = await signedIn(owner);
    await first.goto(at('/settings'));
    await first.getByLabel(t('settings.organizationName'), { exact: true }).fill('Napisane w pierwszej');
    // The other tab's news are not heard, as when it moved while this one slept: what tells is the refused write.
    await first.evaluate('BroadcastChannel.prototype.dispatchEvent = () => true');
    const second = await first.context().newPage();
    await second.addInitScript('delete window.BroadcastChannel');
    await second.goto(at('/today'));
    await second
      .getByRole('button', { name: t('shell.account') })
      .first()
      .click();
    await second.getByRole('menuitem', { name: 'Druga' }).click();
    await second.getByRole('button', { name: /Druga/ }).first().waitFor();
    await first
      .locator('form', { has: first.getByLabel(t('settings.organizationName'), { exact: true }) })
      .getByRole('button', { name: t('settings.save') })
      .click();
    await first.getByText(t('moved.switched.title', { to: 'Druga' })).waitFor();
    await first.waitForURL(/\/crm\/today/);
    const login = (organizationId: string) =>
      ask<{ organizationName: string }>(product.url, 'POST', '/auth/login', {
        body: { email: owner.email, password: owner.password, organizationId },
      });
    const names = await Promise.all(
      (
        await ask<{ memberships: { organizationId: string }[] }>(product.url, 'POST', '/auth/login', {
          body: { email: owner.email, password: owner.password },
        })
      ).body.memberships.map(async ({ organizationId }) => (await login(organizationId)).body.organizationName),
    );
    expect(names.sort()).toEqual(['Druga', 'Pierwsza']);
  });

  test('F20: tabs hear of a move at once', async () => {
    const owner = await signUp(product.url, 'Pierwsza', locale);
    await organizationOf(owner, 'Druga');
    const first = await signedIn(owner);
    const second = await first.context().newPage();
    await second.goto(at('/today'));
    await second
      .getByRole('button', { name: t('shell.account') })
      .first()
      .click();
    await second.getByRole('menuitem', { name: 'Druga' }).click();
    await first.getByText(t('moved.switched.title', { to: 'Druga' })).waitFor();
  });

  test('U36: signing out in one tab reaches the others', async () => {
    const owner = await signUp(product.url, 'Lampy', locale);
    const first = await signedIn(owner);
    await first.goto(at('/deals'));
    const second = await first.context().newPage();
    await second.goto(at('/settings'));
    await button(second, t('settings.signOut')).click();
    await second.waitForURL(/\/crm\/sign-in/);
    await first.waitForURL(/\/crm\/sign-in/);
  });

  test('K9: a removed member is told so, opens an organization of his own and goes on there', async () => {
    const owner = await signUp(product.url, 'Lampy', locale);
    const member = await joinByLink(owner, 'MEMBER');
    const page = await signedIn(member);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    // Nothing of the page is under way while it is left.
    await page.goto('about:blank');
    await owner.must('DELETE', `/memberships/${await membershipOf(owner, member.email)}`);
    await page.goto(at('/contacts'));
    await page.getByRole('heading', { name: t('nowhere.title') }).waitFor();
    await page.getByRole('status').filter({ hasText: 'Lampy' }).first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await field(page, 'auth.organizationName').fill('Własna Firma');
    await button(page, t('nowhere.open')).click();
    await page
      .getByRole('button', { name: /Własna Firma/ })
      .first()
      .waitFor();
  });

  test('U38 U43: a registration that is refused leads to the first wrong field; every field that must be filled says so', async () => {
    const page = await newWindow();
    await page.goto(at('/register'));
    const fields = ['auth.name', 'auth.organizationName', 'auth.email', 'auth.password'];
    for (const key of fields) expect([key, await field(page, key).getAttribute('required')]).toEqual([key, '']);
    const marked = `[...document.querySelectorAll('label')].filter((label) => getComputedStyle(label, '::after').content.includes('*')).length`;
    expect(await page.evaluate(marked)).toBe(fields.length);
    const focused = () => page.evaluate<string>('document.activeElement?.getAttribute("autocomplete") ?? ""');
    await button(page, t('auth.createAccount')).click();
    await waitFor('the focus on the first field', async () => (await focused()) === 'name', 10_000);
    await field(page, 'auth.name').fill('Anna');
    await field(page, 'auth.organizationName').fill('Lampy');
    await field(page, 'auth.email').fill('to nie adres');
    await field(page, 'auth.password').fill(testPassword);
    await button(page, t('auth.createAccount')).click();
    await waitFor('the focus on the address', async () => (await focused()) === 'username', 10_000);
    const taken = await signUp(product.url, 'Zajęte', locale);
    await field(page, 'auth.email').fill(taken.email);
    await button(page, t('auth.createAccount')).click();
    await page.getByText(t('errors.EMAIL_TAKEN')).waitFor();
    await waitFor('the focus on the taken address', async () => (await focused()) === 'username', 10_000);
  });
});
