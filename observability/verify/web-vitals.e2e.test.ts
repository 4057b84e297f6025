import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openWindow, startBrowser } from '../../e2e/support/browser.ts';
import { type SharedProduct, sharedProduct } from '../../e2e/support/shared-product.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { scrape } from './product-metrics.ts';

let product: SharedProduct;
let browser: Browser;

beforeAll(async () => {
  product = await sharedProduct();
  browser = await startBrowser();
}, 600_000);
afterAll(async () => {
  await browser?.close();
});

test('a browser that leaves a page tells how fast it was and how often it failed', async () => {
  const count = async (name: string, labels: Readonly<Record<string, string>>): Promise<number> =>
    (await scrape(product, 'gateway')).samples
      .filter((sample) => sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
      .reduce((sum, { value }) => sum + value, 0);
  const vital = (name: string) => count('web_vital_seconds_count', { vital: name, page_group: 'sign_in' });
  const errors = (group: string) => count('web_client_errors_total', { page_group: group });
  const before = { lcp: await vital('lcp'), ttfb: await vital('ttfb'), signIn: await errors('sign_in'), deals: await errors('deals') };

  const { page, context } = await openWindow(browser, product.url, 'pl');
  await page.goto(`${product.url}/crm/sign-in`);
  await page.getByRole('textbox').first().click();
  await page.evaluate(() => void setTimeout(() => Promise.reject(new Error('on purpose'))));
  // The largest paint is final, and told, when the page is left.
  await page.goto('about:blank');
  for (const name of ['lcp', 'ttfb'] as const) await waitFor(name, async () => (await vital(name)) > before[name]);
  await waitFor('the error', async () => (await errors('sign_in')) > before.signIn);
  expect(await errors('deals')).toBe(before.deals);
  await context.close();
});
