'use client';

import { listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { Anchor, Group, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { useFormats } from '../../components/formats.ts';
import { Section } from './section.tsx';
import classes from './today.module.css';

const shown = 5;
const stuck = JSON.stringify({ field: 'motion', op: 'eq', value: 'stuck' });

/** Open deals nobody has promised anything about. */
export const StuckDeals = () => {
  const t = useTranslations('today');
  const { roundMoney, day } = useFormats();
  const { data } = useRead(listDeals, { status: 'open', filter: stuck, limit: shown, sort: 'stageEnteredAt' });
  if (!data || data.items.length === 0) return null;
  return (
    <Section
      title={t('stuck')}
      tone="amber"
      count={data.items.length}
      aside={
        <Anchor component={Link} href="/deals" size="sm">
          {t('toBoard')}
        </Anchor>
      }
    >
      <div className={classes.panel}>
        {data.items.map((deal) => (
          <Link key={deal.id} href={`/deals/${deal.id}`} className={classes.deal}>
            <Group justify="space-between" wrap="nowrap" gap="xs">
              <Text size="sm" fw={530} truncate>
                {deal.title}
              </Text>
              <Text size="sm" fw={560} style={{ whiteSpace: 'nowrap' }}>
                {roundMoney(deal.value)}
              </Text>
            </Group>
            <Text size="xs" c="dimmed">
              {t('stuckSince', { company: deal.companyName ?? t('noCompany'), day: day(deal.stageEnteredAt) })}
            </Text>
          </Link>
        ))}
      </div>
    </Section>
  );
};
