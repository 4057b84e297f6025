import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { WebVitals } from '../features/web-vitals/web-vitals.tsx';
import { ClientProviders } from './client-providers.tsx';

export const Providers = ({ children }: Readonly<{ children: ReactNode }>) => (
  <NextIntlClientProvider>
    <WebVitals />
    <ClientProviders>{children}</ClientProviders>
  </NextIntlClientProvider>
);
