import type { Locale } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { appBase } from './base.ts';

export const rememberLocale = async (locale: Locale): Promise<void> => {
  await fetch(`${appBase}/locale`, { method: 'POST', body: locale });
};
