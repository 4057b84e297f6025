import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { ClientProviders } from './client-providers.tsx';

export const Providers = ({ children }: Readonly<{ children: ReactNode }>) => (
  <NextIntlClientProvider>
    <ClientProviders>{children}</ClientProviders>
  </NextIntlClientProvider>
);
