'use client';

import { sandboxPage, sandboxPay } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import type { OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import { Alert, Anchor, Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertCircle, IconLock } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { api } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useErrorText } from '../../components/error-texts.ts';
import { useFormats } from '../../components/formats.ts';
import { RecordSkeleton } from '../../components/record-skeleton.tsx';
import classes from './billing.module.css';

type Method = 'card' | 'blik';
type Page = OutputOf<typeof sandboxPage>;

const usePay = (checkoutId: string) => {
  const t = useTranslations('sandbox');
  const textOf = useErrorText();
  const [sending, setSending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const pay = async (method: Method, code: string): Promise<void> => {
    setSending(true);
    setFailure(null);
    try {
      const { outcome, returnUrl } = await api(sandboxPay, { checkoutId, method, code });
      if (outcome === 'paid') return window.location.assign(returnUrl);
      setFailure(t('refused'));
    } catch (error) {
      setFailure(textOf(error));
    }
    setSending(false);
  };
  return { pay, sending, failure };
};

const PayForm = ({ page }: Readonly<{ page: Page }>) => {
  const t = useTranslations('sandbox');
  const { money } = useFormats();
  const { pay, sending, failure } = usePay(page.id);
  const [method, setMethod] = useState<Method>('blik');
  const [code, setCode] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void pay(method, code.replace(/\s/g, ''));
  };
  return (
    <form className={classes.payForm} onSubmit={submit}>
      <Stack>
        <SegmentedControl
          fullWidth
          aria-label={t('method')}
          value={method}
          onChange={(value) => setMethod(value === 'card' ? 'card' : 'blik')}
          data={[
            { value: 'blik', label: t('blik') },
            { value: 'card', label: t('card') },
          ]}
        />
        {failure && (
          <Alert color="red" variant="light" role="alert" icon={<IconAlertCircle size={18} />}>
            {failure}
          </Alert>
        )}
        <TextInput
          size="md"
          inputMode="numeric"
          autoComplete="off"
          label={t(method === 'blik' ? 'blikCode' : 'cardNumber')}
          description={t(method === 'blik' ? 'blikHint' : 'cardHint')}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" size="md" fullWidth loading={sending} disabled={code.trim() === ''} leftSection={<IconLock size={16} />}>
          {t('pay', { amount: money({ amount: page.gross, currency: 'PLN' }) })}
        </Button>
        <Anchor href={page.returnUrl} size="sm" ta="center">
          {t('back')}
        </Anchor>
      </Stack>
    </form>
  );
};

const Order = ({ page }: Readonly<{ page: Page }>) => {
  const t = useTranslations('sandbox');
  const billing = useTranslations('billing');
  const { money } = useFormats();
  const lines = [
    ['net', page.net],
    ['vat', page.vat],
    ['gross', page.gross],
  ] as const;
  return (
    <section aria-label={t('order')}>
      <Text c="dimmed">{t('seller')}</Text>
      <Text component="h1" className={classes.total} m={0}>
        {money({ amount: page.gross, currency: 'PLN' })}
      </Text>
      <Text fw={560}>{t('item', { plan: billing(`plans.${page.plan}.name`), interval: page.interval })}</Text>
      <Stack gap={6} mt="xl">
        {lines.map(([name, amount]) => (
          <Group key={name} justify="space-between">
            <Text size="sm" c="dimmed">
              {t(name)}
            </Text>
            <Text size="sm" fw={name === 'gross' ? 620 : 400}>
              {money({ amount, currency: 'PLN' })}
            </Text>
          </Group>
        ))}
      </Stack>
    </section>
  );
};

/** The sandbox provider's own page: outside the session, as a real provider's would be. */
export const SandboxCheckout = ({ checkoutId }: Readonly<{ checkoutId: string }>) => {
  const t = useTranslations('sandbox');
  const { data: page, error, refetch } = useRead(sandboxPage, { checkoutId });
  return (
    <main className={classes.sandbox}>
      <title>{t('title')}</title>
      <div className={classes.strip} role="note">
        {t('strip')}
      </div>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!page && !error && <RecordSkeleton />}
      {page && (
        <div className={classes.pay}>
          <Order page={page} />
          {page.status === 'open' ? (
            <PayForm page={page} />
          ) : (
            <div className={classes.payForm}>
              <Text mb="md">{t(`closed.${page.status}`)}</Text>
              <Anchor href={page.returnUrl}>{t('back')}</Anchor>
            </div>
          )}
        </div>
      )}
    </main>
  );
};
