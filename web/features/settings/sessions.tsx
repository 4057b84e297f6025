'use client';

import { endOneSession, endOtherSessions, listSessions, type OwnSession } from '@crm-gtd/shared/contracts/gateway/account.ts';
import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { useAct } from '../../components/use-act.ts';
import { useSignOut } from '../../session/sign-out.ts';

const useDevice = () => {
  const t = useTranslations('settings');
  return ({ browser, system }: OwnSession): string => {
    if (browser && system) return t('device', { browser, system });
    return browser ?? system ?? t('unknownDevice');
  };
};

const SessionRow = ({ session }: Readonly<{ session: OwnSession }>) => {
  const t = useTranslations('settings');
  const { dateTime } = useFormats();
  const act = useAct();
  const device = useDevice()(session);
  return (
    <Group component="li" justify="space-between" wrap="nowrap">
      <div>
        <Group gap="xs">
          <Text size="sm" fw={560}>
            {device}
          </Text>
          {session.current && <Badge color="gray">{t('thisSession')}</Badge>}
        </Group>
        <Text size="xs" c="dimmed">
          {t('lastSeen', { when: dateTime(session.lastSeenAt) })}
        </Text>
      </div>
      {!session.current && (
        <Button
          size="xs"
          variant="default"
          aria-label={t('endNamed', { device, when: dateTime(session.lastSeenAt) })}
          onClick={() => void act(endOneSession, { sessionId: session.id })}
        >
          {t('end')}
        </Button>
      )}
    </Group>
  );
};

const SessionList = ({ sessions }: Readonly<{ sessions: readonly OwnSession[] }>) => {
  const t = useTranslations('settings');
  return (
    <Stack component="ul" gap="sm" w="100%" m={0} p={0} style={{ listStyle: 'none' }} aria-label={t('sessions')}>
      {sessions.map((session) => (
        <SessionRow key={session.id} session={session} />
      ))}
    </Stack>
  );
};

/** Where the account is signed in, and the ways out: of one place, of all others, of this one, of all. */
export const Sessions = () => {
  const t = useTranslations('settings');
  const signOut = useSignOut();
  const act = useAct();
  const { data, error, refetch } = useRead(listSessions, {});
  return (
    <Stack gap="sm" align="flex-start">
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!(data || error) && <Skeleton height={80} />}
      {data && <SessionList sessions={data.items} />}
      {(data?.items.length ?? 0) > 1 && (
        <Button variant="default" onClick={() => void act(endOtherSessions, {})}>
          {t('endOthers')}
        </Button>
      )}
      <Button variant="default" leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
        {t('signOut')}
      </Button>
      <Button variant="subtle" color="red" onClick={() => void signOut(true)}>
        {t('signOutEverywhere')}
      </Button>
    </Stack>
  );
};
