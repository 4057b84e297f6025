'use client';

import { listWaitingFors } from '@crm-gtd/shared/contracts/gtd/waiting.ts';
import { Anchor } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { useFormats } from '../../components/formats.ts';
import classes from '../tasks/task-list.module.css';
import { WaitingRow } from '../waiting/waiting-row.tsx';
import { Section } from './section.tsx';

const shown = 5;
const asked = 100;

/** Whom to ask again today: waiting-fors whose follow-up day has come. */
export const WaitingToday = () => {
  const t = useTranslations('today');
  const { today } = useFormats();
  const { data } = useRead(listWaitingFors, { status: 'open', limit: asked });
  const now = today();
  const due = (data?.items ?? []).filter(({ followUpOn }) => followUpOn !== null && followUpOn <= now);
  if (due.length === 0) return null;
  return (
    <Section
      title={t('waiting')}
      count={due.length}
      aside={
        <Anchor component={Link} href="/waiting" size="sm">
          {t('all')}
        </Anchor>
      }
    >
      <ul className={classes.list}>
        {due.slice(0, shown).map((waiting) => (
          <WaitingRow key={waiting.id} waiting={waiting} />
        ))}
      </ul>
    </Section>
  );
};
