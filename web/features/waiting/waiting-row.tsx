'use client';

import { getContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import type { WaitingFor } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { Anchor, Badge, Button, Group, Text } from '@mantine/core';
import { IconBellRinging, IconCheck, IconLayoutKanban, IconUser } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { useFormats } from '../../components/formats.ts';
import { useMay } from '../../session/session.tsx';
import { contactName } from '../contacts/contact-name.ts';
import classes from '../tasks/task-list.module.css';
import { useWaitingActions } from './use-waiting-actions.ts';

const Person = ({ contactId }: Readonly<{ contactId: string }>) => {
  const { data } = useRead(getContact, { contactId }, { staleTime: 300_000 });
  if (!data) return null;
  return (
    <Anchor component={Link} href={`/contacts/${contactId}`} size="xs" fw={540}>
      <Group gap={4} component="span" display="inline-flex">
        <IconUser size={13} stroke={1.8} aria-hidden="true" />
        {contactName(data)}
      </Group>
    </Anchor>
  );
};

const FollowUp = ({ day }: Readonly<{ day: string }>) => {
  const t = useTranslations('waiting');
  const formats = useFormats();
  const due = formats.daysUntil(day) <= 0;
  return (
    <Badge color={due ? 'amber' : 'gray'} leftSection={<IconBellRinging size={12} aria-hidden="true" />}>
      {t('followUp', { day: formats.day(day) })}
    </Badge>
  );
};

export const WaitingRow = ({ waiting, rowProps }: Readonly<{ waiting: WaitingFor; rowProps?: object }>) => {
  const t = useTranslations('waiting');
  const { day } = useFormats();
  const actions = useWaitingActions();
  const may = useMay('gtd.tasks:write');
  const open = waiting.status === 'open';
  return (
    <li className={classes.row} data-completed={!open || undefined} {...rowProps}>
      <div className={classes.body}>
        <Text size="sm" fw={530} className={classes.title}>
          {waiting.title}
        </Text>
        {waiting.notes && (
          <Text size="xs" c="dimmed" lineClamp={1}>
            {waiting.notes}
          </Text>
        )}
        <Group gap={8}>
          {waiting.personId && <Person contactId={waiting.personId} />}
          {waiting.followUpOn && <FollowUp day={waiting.followUpOn} />}
          {waiting.links.dealId && (
            <Badge
              component={Link}
              href={`/deals/${waiting.links.dealId}`}
              color="iris"
              className={classes.linkBadge}
              leftSection={<IconLayoutKanban size={12} aria-hidden="true" />}
            >
              {t('deal')}
            </Badge>
          )}
          <Text size="xs" c="dimmed">
            {t('since', { day: day(waiting.openedAt) })}
          </Text>
        </Group>
      </div>
      {may && (
        <Button
          size="xs"
          variant="default"
          leftSection={open ? <IconCheck size={14} /> : undefined}
          onClick={() => void (open ? actions.resolve(waiting) : actions.reopen(waiting))}
          aria-label={t(open ? 'resolveNamed' : 'reopenNamed', { title: waiting.title })}
        >
          {t(open ? 'resolve' : 'reopen')}
        </Button>
      )}
    </li>
  );
};
