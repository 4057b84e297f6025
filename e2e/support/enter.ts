import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Locale } from './browser.ts';
import { testPassword } from './session.client.ts';
import { textsOf } from './texts.ts';

/** Registers in the browser, as a new firm does; gives the owner's e-mail. */
export const registerInBrowser = async (page: Page, url: string, locale: Locale, organizationName: string): Promise<string> => {
  const t = textsOf(locale);
  const email = `owner-${randomUUID()}@example.test`;
  await page.goto(`${url}/crm/register`);
  await page.getByLabel(t('auth.name'), { exact: true }).fill('Anna Właścicielka');
  await page.getByLabel(t('auth.organizationName'), { exact: true }).fill(organizationName);
  await page.getByLabel(t('auth.email'), { exact: true }).fill(email);
  await page.getByLabel(t('auth.password'), { exact: true }).fill(testPassword);
  await page.getByRole('button', { name: t('auth.createAccount') }).click();
  await page.waitForURL(/\/crm\/today/);
  return email;
};

export const signInInBrowser = async (page: Page, url: string, locale: Locale, email: string): Promise<void> => {
  const t = textsOf(locale);
  await page.goto(`${url}/crm/sign-in`);
  await page.getByLabel(t('auth.email'), { exact: true }).fill(email);
  await page.getByLabel(t('auth.password'), { exact: true }).fill(testPassword);
  await page.getByRole('button', { name: t('auth.signIn'), exact: true }).click();
  await page.waitForURL(/\/crm\/today/);
};
