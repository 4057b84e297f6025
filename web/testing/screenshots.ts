import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startFakeApi } from './fake-api.ts';
import { fullStore } from './fake-samples.ts';
import { emptyStore, type Store } from './fake-store.ts';

/**
 * Pictures of the screens on invented data: `node web/testing/screenshots.ts <folder> [name part] [web port]`. The web app has to
 * run already (`npm run dev -w web`). Both languages, both colour schemes, wide and phone.
 */
const [folder = '.data/screens', part = '', webPort = '9025'] = process.argv.slice(2);
const port = 3993;
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

type Shot = Readonly<{
  name: string;
  path: (store: Store) => string;
  locale?: 'pl' | 'en';
  dark?: boolean;
  phone?: boolean;
  empty?: boolean;
  signedOut?: boolean;
  act?: (page: Page) => Promise<void>;
}>;

const places = [
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
  'assistant',
  'members',
  'settings',
];
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const first = (list: readonly { id: string }[]): string => list[0]?.id ?? '';

const pages: Shot[] = [
  { name: 'contact', path: (store) => `/contacts/${first(store.contacts)}` },
  { name: 'company', path: (store) => `/companies/${first(store.companies)}` },
  { name: 'deal', path: (store) => `/deals/${first(store.deals)}` },
  { name: 'import-new', path: () => '/imports/new' },
  { name: 'import-result', path: (store) => `/imports/${first(store.imports)}` },
];
const shots: Shot[] = [
  { name: 'sign-in', path: () => '/sign-in', signedOut: true },
  { name: 'register', path: () => '/register', signedOut: true },
  { name: 'register-en-dark', path: () => '/register', signedOut: true, locale: 'en', dark: true },
  ...places.map((place): Shot => ({ name: place, path: () => `/${place}` })),
  ...pages,
  ...['today', 'inbox', 'deals', 'contacts', 'billing'].map(
    (place): Shot => ({ name: `${place}-en-dark`, path: () => `/${place}`, locale: 'en', dark: true }),
  ),
  ...['today', 'inbox', 'tasks', 'deals', 'contacts', 'imports', 'audit'].map(
    (place): Shot => ({ name: `${place}-empty`, path: () => `/${place}`, empty: true }),
  ),
  ...['today', 'inbox', 'deals', 'contacts'].map((place): Shot => ({ name: `${place}-phone`, path: () => `/${place}`, phone: true })),
  { name: 'palette', path: () => '/today', act: (page) => page.keyboard.press('Control+k') },
  { name: 'shortcuts', path: () => '/deals', act: (page) => page.keyboard.press('?') },
  { name: 'capture', path: () => '/today', act: (page) => page.keyboard.press('q') },
  {
    name: 'win-toast',
    path: () => '/deals',
    act: async (page) => {
      await page.keyboard.press('j');
      await page.keyboard.press('w');
    },
  },
  { name: 'clarify-form', path: () => '/inbox', act: (page) => page.keyboard.press('7') },
];

const take = async (browser: Browser, shot: Shot, use: (store: Store) => void): Promise<void> => {
  const locale = shot.locale ?? 'pl';
  const store = shot.empty ? emptyStore(locale) : fullStore(locale);
  store.signedIn = !shot.signedOut;
  use(store);
  const context = await browser.newContext({
    viewport: shot.phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    colorScheme: shot.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  await context.addCookies([{ name: 'NEXT_LOCALE', value: locale, url: `http://127.0.0.1:${port}` }]);
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && say(`${shot.name}: ${message.text().slice(0, 600)}`));
  page.on('pageerror', (error) => say(`${shot.name}: ${error.message.slice(0, 600)}`));
  await page.goto(`http://127.0.0.1:${port}/crm${shot.path(store)}`, { waitUntil: 'load', timeout: 120_000 });
  await page.locator('h1').first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(900);
  if (shot.act) {
    await shot.act(page);
    await page.waitForTimeout(900);
  }
  await page.screenshot({ path: path.join(folder, `${shot.name}.png`) });
  await context.close();
};

await mkdir(folder, { recursive: true });
let current = emptyStore('pl');
const api = await startFakeApi({ port, webPort: Number(webPort), store: () => current });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
try {
  for (const shot of shots.filter(({ name }) => name.includes(part))) {
    await take(browser, shot, (store) => {
      current = store;
    });
    say(`${shot.name}.png`);
  }
} finally {
  await browser.close();
  api.close();
}
