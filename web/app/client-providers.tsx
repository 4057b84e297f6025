'use client';

import { MantineProvider, mergeThemeOverrides, Notification } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type ReactNode, useMemo, useState } from 'react';
import { isApiError } from '../api/problem.ts';
import { cssVariables, theme } from '../theme/theme.ts';

const mostRetries = 2;

/** Only what a second try may mend: a refusal stays a refusal. */
const worthRetrying = (count: number, error: Error): boolean =>
  count < mostRetries && isApiError(error) && (error.status === 0 || error.status >= 500 || error.status === 429);

const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: { queries: { staleTime: 20_000, retry: worthRetrying, refetchOnWindowFocus: true }, mutations: { retry: false } },
  });

/** Buttons the library draws itself need their names from us. */
const namedButtons = (close: string) => ({
  components: { Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': close } } }) },
});

export const ClientProviders = ({ children }: Readonly<{ children: ReactNode }>) => {
  const t = useTranslations('app');
  const [client] = useState(newQueryClient);
  const close = t('close');
  const localized = useMemo(() => mergeThemeOverrides(theme, namedButtons(close)), [close]);
  return (
    <QueryClientProvider client={client}>
      <MantineProvider theme={localized} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <ModalsProvider labels={{ confirm: t('confirm'), cancel: t('cancel') }} modalProps={{ withCloseButton: false }}>
          {children}
          <Notifications position="bottom-right" limit={5} pauseResetOnHover="all" containerWidth={420} />
        </ModalsProvider>
      </MantineProvider>
    </QueryClientProvider>
  );
};
