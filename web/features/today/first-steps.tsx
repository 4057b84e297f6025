'use client';

import { listContacts } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { listInboxItems } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { Button, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck, IconFileImport, IconInbox, IconLayoutKanban } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { useMay } from '../../session/session.tsx';
import { openCapture, showWindow } from '../../shell/shell-state.ts';
import classes from './today.module.css';

const one = { limit: 1 } as const;

const useDone = () => {
  const mayInbox = useMay('gtd.inbox:read');
  const contacts = useRead(listContacts, one);
  const deals = useRead(listDeals, one);
  const open = useRead(listInboxItems, { ...one, status: 'open' }, { enabled: mayInbox });
  const clarified = useRead(listInboxItems, { ...one, status: 'clarified' }, { enabled: mayInbox });
  const some = (query: { data?: { items: readonly unknown[] } | undefined }): boolean => (query.data?.items.length ?? 0) > 0;
  const known = !contacts.isPending && !deals.isPending;
  return { known, contacts: some(contacts), deals: some(deals), inbox: some(open) || some(clarified) };
};

/** Undefined until known; new is an organization with neither contacts nor deals. */
export const useIsNew = (): boolean | undefined => {
  const { known, contacts, deals } = useDone();
  return known ? !contacts || !deals : undefined;
};

export const FirstSteps = () => {
  const t = useTranslations('today.first');
  const router = useRouter();
  const done = useDone();
  const steps = [
    { name: 'contacts', icon: IconFileImport, act: () => router.push('/imports/new') },
    { name: 'inbox', icon: IconInbox, act: openCapture },
    { name: 'deals', icon: IconLayoutKanban, act: () => showWindow('newDeal') },
  ] as const;
  return (
    <Stack gap="md">
      <div>
        <Title order={2}>{t('title')}</Title>
        <Text c="dimmed" size="sm">
          {t('text')}
        </Text>
      </div>
      <ol className={classes.steps}>
        {steps.map(({ name, icon: Icon, act }) => (
          <li key={name} className={classes.step}>
            <ThemeIcon size={42} radius="md" variant="light" color={done[name] ? 'green' : 'iris'}>
              {done[name] ? <IconCheck size={20} /> : <Icon size={20} stroke={1.7} />}
            </ThemeIcon>
            <div style={{ flex: 1, minWidth: 0 }}>
              <Text fw={580} size="sm">
                {t(`${name}.title`)}
              </Text>
              <Text size="sm" c="dimmed">
                {t(`${name}.text`)}
              </Text>
            </div>
            {done[name] ? (
              <Text size="xs" c="dimmed">
                {t('done')}
              </Text>
            ) : (
              <Button variant="light" size="xs" onClick={act}>
                {t(`${name}.action`)}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Stack>
  );
};
