import { cookies } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { localeCookie, toLocale } from './locale.ts';

export default getRequestConfig(async () => {
  const store = await cookies();
  const locale = toLocale(store.get(localeCookie)?.value);
  const { default: messages } = await import(`../messages/${locale}.json`);
  return { locale, messages, timeZone: 'Europe/Warsaw' };
});
