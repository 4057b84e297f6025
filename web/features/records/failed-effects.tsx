'use client';

import { type FailedEffect, listFailedEffects, retryEffect } from '@crm-gtd/shared/contracts/effects.ts';
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRead } from '../../api/queries.ts';
import { useAct } from '../../components/use-act.ts';
import { useMay } from '../../session/session.tsx';

const Failure = ({ failure, onRetry }: Readonly<{ failure: FailedEffect; onRetry: () => Promise<unknown> }>) => {
  const t = useTranslations('effects');
  const events = useTranslations('events');
  const may = useMay('gateway.effects:retry');
  const [busy, setBusy] = useState(false);
  const retry = async (): Promise<void> => {
    setBusy(true);
    await onRetry();
    setBusy(false);
  };
  const key = `${failure.service}.effect.failed` as 'billing.effect.failed';
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm">{events.has(key) ? events(key) : failure.durable}</Text>
      {may ? (
        <Button size="xs" variant="default" loading={busy} onClick={() => void retry()}>
          {t('retry')}
        </Button>
      ) : (
        <Text size="xs" c="dimmed">
          {t('ask')}
        </Text>
      )}
    </Group>
  );
};

/** What an event about this record should have led to and did not. Nothing while there is nothing to tell. */
export const FailedEffects = ({ recordId }: Readonly<{ recordId: string }>) => {
  const t = useTranslations('effects');
  const act = useAct();
  const { data, refetch } = useRead(listFailedEffects, { recordId });
  if (!data || data.items.length === 0) return null;
  const retry = async ({ deadLetterId }: FailedEffect): Promise<void> => {
    await act(retryEffect, { deadLetterId }, { failed: t('retryFailed') });
    await refetch();
  };
  return (
    <Alert color="red" variant="light" mb="lg" title={t('title')} icon={<IconAlertTriangle size={18} />}>
      {data.items.map((failure) => (
        <Failure key={failure.deadLetterId} failure={failure} onRetry={() => retry(failure)} />
      ))}
    </Alert>
  );
};
