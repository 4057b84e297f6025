import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { connectJetStreamBus } from '../shared/messaging/jetstream-bus.ts';
import { grantOperator } from '../tools/run/demo-operator.ts';
import type { Product } from '../tools/run/product.ts';
import { seriousFaults } from './support/accessibility.ts';
import { type Locale, openWindow, startBrowser, type Window } from './support/browser.ts';
import { signInInBrowser } from './support/enter.ts';
import { testProduct } from './support/product.ts';
import { signUp, type TestSession } from './support/session.client.ts';
import { textsOf } from './support/texts.ts';

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

/** As a consumer would have left it after its last attempt. */
const bury = async (organizationId: string, count: number): Promise<void> => {
  const bus = await connectJetStreamBus({ url: product.servers.natsUrl, service: 'test' });
  for (let at = 0; at < count; at += 1) {
    const [id, dealId] = [randomUUID(), randomUUID()];
    const envelope = {
      id,
      source: '/crm-gtd/crm',
      type: 'crm.deal.created',
      time: new Date().toISOString(),
      version: 1,
      organizationid: organizationId,
      actorid: 'service:crm',
      aggregatetype: 'deal',
      aggregateid: dealId,
      sequence: 1,
      correlationid: randomUUID(),
      causationid: randomUUID(),
      data: {
        dealId,
        pipelineId: randomUUID(),
        stageId: randomUUID(),
        contactId: null,
        companyId: null,
        value: { amount: 1, currency: 'PLN' },
      },
    };
    await bus.publish({
      id: `gateway-audit:${id}`,
      subject: 'dlq.gateway.gateway-audit',
      payload: JSON.stringify(envelope),
      headers: {
        'Dlq-Reason': `INTERNAL ${at}`,
        'Dlq-Subject': `evt.crm.${organizationId}.deal.created`,
        'Dlq-Durable': 'gateway-audit',
        'Dlq-Attempts': '8',
      },
    });
  }
  await bus.close();
};

describe.each<Locale>(['pl', 'en'])('the system page in %s', (locale) => {
  const t = textsOf(locale);
  let owner: TestSession;
  let window: Window;
  let page: Page;

  beforeAll(async () => {
    owner = await signUp(product.url, 'Stalserwis', locale);
    await grantOperator(product.servers, product.secrets, 'test', owner.session.user.id);
    window = await openWindow(browser, product.url, locale);
    page = window.page;
    await signInInBrowser(page, product.url, locale, owner.email);
  });
  afterAll(() => window?.context.close());

  const card = (service: string) => page.locator(`[data-service="${service}"]`);

  test('an owner finds it in the rail and sees every service running', async () => {
    await page.getByRole('link', { name: t('places.system'), exact: true }).click();
    await page.getByRole('heading', { level: 1, name: t('system.title') }).waitFor();
    for (const service of ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing', 'web'])
      await card(service).getByText(t('system.states.up'), { exact: true }).waitFor();
    await page.getByText(t('system.verdict.up')).waitFor();
  });

  test('a dead letter is replayed, another is given up after a question, and both stand in the audit log', async () => {
    await bury(owner.session.organizationId, 2);
    const letters = page.getByRole('list', { name: t('system.sections.deadLetters') }).getByRole('listitem');
    await letters.nth(1).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await letters.first().textContent()).toContain('INTERNAL 0');
    await letters
      .first()
      .getByRole('button', { name: new RegExp(`^${t('system.deadLetters.replay')}`) })
      .click();
    await letters.nth(1).waitFor({ state: 'detached' });
    await letters
      .first()
      .getByRole('button', { name: new RegExp(`^${t('system.deadLetters.discard')}`) })
      .click();
    const question = page.getByRole('dialog');
    await question.getByText('gateway-audit').waitFor();
    await question.getByRole('button', { name: t('system.deadLetters.discard'), exact: true }).click();
    await page.getByText(t('system.deadLetters.empty.title')).waitFor();
    await page.goto(`${product.url}/crm/audit`);
    await page.getByText(t('events.gateway.deadLetter.discarded')).first().waitFor();
    await page.getByText(t('events.gateway.deadLetter.replayed')).first().waitFor();
  });

  test('a service that hangs shows as down, what it cost shows by its trace, and both pass', async () => {
    await page.goto(`${product.url}/crm/system`);
    await card('voice').getByText(t('system.states.up'), { exact: true }).waitFor();
    const hung = product.pid('voice') ?? 0;
    process.kill(hung, 'SIGSTOP');
    try {
      expect((await owner.request('POST', '/voice/speech', { text: 'Dzień dobry', language: 'pl' })).status).toBe(503);
      await card('voice').getByText(t('system.states.down'), { exact: true }).waitFor();
      await page.getByText(t('system.verdict.down')).waitFor();
      await page
        .getByRole('list', { name: t('system.sections.errors') })
        .getByText('POST /api/v1/voice/speech')
        .waitFor();
      expect(await seriousFaults(page)).toEqual([]);
    } finally {
      process.kill(hung, 'SIGCONT');
    }
    await card('voice').getByText(t('system.states.up'), { exact: true }).waitFor();
  });

  test('the console answers its list of commands and nothing else, and is written down', async () => {
    await page.getByRole('tab', { name: t('system.tabs.console') }).click();
    const prompt = page.getByRole('textbox', { name: t('system.console.prompt') });
    const run = async (line: string): Promise<void> => {
      await prompt.fill(line);
      await prompt.press('Enter');
    };
    await page.getByText(t('system.console.intro')).waitFor();
    await run('status');
    await page.getByRole('table', { name: 'status' }).getByRole('cell', { name: 'gateway' }).waitFor();
    await run('rm -rf /');
    await page.getByText(t('errors.CONSOLE_COMMAND_UNKNOWN')).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await prompt.press('ArrowUp');
    await prompt.press('ArrowUp');
    expect(await prompt.inputValue()).toBe('status');
    await page.goto(`${product.url}/crm/audit`);
    await page
      .getByText(t('events.gateway.consoleCommand.run', { command: 'status' }))
      .first()
      .waitFor();
    expect(window.faults).toEqual([]);
  });

  test('it fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const tab of ['overview', 'console']) {
      await page.goto(`${product.url}/crm/system?tab=${tab}`);
      await page.locator('h1').waitFor();
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (width > 390) throw new Error(`${tab} is ${width} px wide`);
    }
  });

  test('F22: the owner of another organization finds no such place', async () => {
    const { email } = await signUp(product.url, 'Obca', locale);
    const other = await openWindow(browser, product.url, locale);
    await signInInBrowser(other.page, product.url, locale, email);
    expect(await other.page.getByRole('link', { name: t('places.system'), exact: true }).count()).toBe(0);
    await other.page.goto(`${product.url}/crm/system`);
    await other.page.getByText(t('failure.forbidden.title')).waitFor();
    await other.context.close();
  });
});
