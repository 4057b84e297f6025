import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { waitFor } from '../shared/testing/wait-for.ts';
import { openWindow, startBrowser } from './support/browser.ts';
import { registerInBrowser } from './support/enter.ts';
import { type SharedProduct, sharedProduct } from './support/shared-product.ts';

let product: SharedProduct;
let browser: Browser;

beforeAll(async () => {
  [product, browser] = await Promise.all([sharedProduct(), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
});

const nonceOf = async (path: string): Promise<string | undefined> => {
  const { headers } = await fetch(`${product.url}${path}`, { redirect: 'manual' });
  return /script-src 'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1];
};

test('every page has a nonce of its own', async () => {
  const nonces = await Promise.all(['/crm/sign-in', '/crm/sign-in', '/crm/deals', '/crm/nothing-here'].map(nonceOf));
  expect(nonces).toEqual([expect.any(String), expect.any(String), expect.any(String), expect.any(String)]);
  expect(new Set(nonces).size).toBe(4);
});

test('the app works under it, and a script from elsewhere does not', async () => {
  const { page, context, faults } = await openWindow(browser, product.url, 'pl');
  const refused: string[] = [];
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) refused.push(message.text());
  });
  await registerInBrowser(page, product.url, 'pl', 'Firma pod zasadami');
  for (const path of ['deals', 'contacts', 'inbox', 'imports/new', 'settings', 'members', 'assistant']) {
    await page.goto(`${product.url}/crm/${path}`);
    await page.getByRole('heading').first().waitFor();
  }
  expect({ refused, faults }).toEqual({ refused: [], faults: [] });
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src="/crm/none.png" onerror="document.title = 1">')`);
  await waitFor('the refusal', () => refused.length > 0);
  expect(await page.title()).not.toBe('1');
  await context.close();
});
