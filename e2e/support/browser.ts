import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './config.ts';

export type Locale = 'pl' | 'en';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const startBrowser = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath, args: flags });

export type Window = Readonly<{
  page: Page;
  context: BrowserContext /** Faults the page reported: a test that ends with any has failed. */;
  faults: string[];
}>;

/** A window of its own, as of another person's browser. */
export const openWindow = async (
  browser: Browser,
  url: string,
  locale: Locale,
  size: { width: number; height: number } = { width: 1440, height: 900 },
): Promise<Window> => {
  const context = await browser.newContext({
    viewport: size,
    locale: locale === 'pl' ? 'pl-PL' : 'en-GB',
    timezoneId: 'Europe/Warsaw',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  await context.addCookies([{ name: 'NEXT_LOCALE', value: locale, url }]);
  const page = await context.newPage();
  // Guards against waiting for ever, and measures nothing.
  page.setDefaultTimeout(90_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  return { page, context, faults };
};
