import type { Locale } from '@crm-gtd/shared/contracts/gateway/identity.ts';

export const localeCookie = 'NEXT_LOCALE';
export const locales = ['pl', 'en'] as const satisfies readonly Locale[];
export const defaultLocale: Locale = 'pl';

export const isLocale = (value: unknown): value is Locale => locales.some((locale) => locale === value);
export const toLocale = (value: string | undefined): Locale => (isLocale(value) ? value : defaultLocale);
