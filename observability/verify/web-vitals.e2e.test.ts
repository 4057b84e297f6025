import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openWindow, startBrowser } from '../../e2e/support/browser.ts';
import { testProduct } from '../../e2e/support/product.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import type { Product } from '../../tools/run/product.ts';
import { scrape } from './product-metrics.ts';

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

test('a browser that leaves a page tells how fast it was and how often it failed', async () => {
  const { page } = await openWindow(browser, product.url, 'pl');
  await page.goto(`${product.url}/crm/sign-in`);
  await page.getByRole('textbox').first().click();
  await page.evaluate(() => void setTimeout(() => Promise.reject(new Error('on purpose'))));
  // The largest paint is final, and told, when the page is left.
  await page.goto('about:blank');

  const count = async (name: string, labels: Readonly<Record<string, string>>): Promise<number> =>
    (await scrape(product, 'gateway')).samples
      .filter((sample) => sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
      .reduce((sum, { value }) => sum + value, 0);
  for (const vital of ['lcp', 'ttfb'])
    await waitFor(vital, async () => (await count('web_vital_seconds_count', { vital, page_group: 'sign_in' })) > 0);
  await waitFor('the error', async () => (await count('web_client_errors_total', { page_group: 'sign_in' })) > 0);
  expect(await count('web_client_errors_total', { page_group: 'deals' })).toBe(0);
});
