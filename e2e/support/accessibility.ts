import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Only what is serious: axe is exact, and so are we. */
export const seriousFaults = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`);
};
