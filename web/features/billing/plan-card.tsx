'use client';

import type { Plan, PlanLimits } from '@crm-gtd/shared/contracts/billing/plans.ts';
import { Badge, Button, Group, List, Text, ThemeIcon, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../components/formats.ts';
import classes from './billing.module.css';
import { grossOf } from './vat.ts';

export type Interval = 'month' | 'year';

const shownLimits = ['users', 'contacts'] as const satisfies readonly (keyof PlanLimits)[];

type Props = Readonly<{
  plan: Plan;
  interval: Interval;
  current: boolean;
  paid: boolean;
  renewable: boolean;
  mayChoose: boolean;
  busy: boolean;
  onChoose: () => void;
}>;

const Price = ({ plan, interval }: Readonly<{ plan: Plan; interval: Interval }>) => {
  const t = useTranslations('billing');
  const { money } = useFormats();
  const price = interval === 'month' ? plan.priceMonth : plan.priceYear;
  return (
    <div>
      <Group gap={6} align="baseline">
        <span className={classes.price}>{money(price)}</span>
        <Text size="sm" c="dimmed">
          {t(`per.${interval}`)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        {t('gross', { amount: money({ ...price, amount: grossOf(price.amount) }) })}
      </Text>
    </div>
  );
};

export const PlanCard = ({ plan, interval, current, paid, renewable, mayChoose, busy, onChoose }: Props) => {
  const t = useTranslations('billing');
  const { number } = useFormats();
  const owned = current && paid && !renewable;
  return (
    <li className={classes.plan} data-current={current || undefined}>
      <Group justify="space-between" mih={26}>
        <Title order={2}>{t(`plans.${plan.code}.name`)}</Title>
        {current && <Badge>{t(paid ? 'current' : 'trialing')}</Badge>}
      </Group>
      <Text size="sm" c="dimmed" mih={40}>
        {t(`plans.${plan.code}.text`)}
      </Text>
      <Price plan={plan} interval={interval} />
      <List
        spacing={7}
        size="sm"
        my="md"
        icon={
          <ThemeIcon size={18} radius="xl" variant="light" color="green">
            <IconCheck size={12} stroke={2.4} />
          </ThemeIcon>
        }
      >
        {shownLimits.map((name) => {
          const limit = plan.limits[name];
          return (
            <List.Item key={name}>
              {limit === null ? t(`limits.${name}Unlimited`) : t(`limits.${name}`, { count: limit, shown: number(limit) })}
            </List.Item>
          );
        })}
        {plan.features.map((feature) => (
          <List.Item key={feature}>
            {t.has(`features.${feature}` as 'features.crm') ? t(`features.${feature}` as 'features.crm') : feature}
          </List.Item>
        ))}
      </List>
      <Button fullWidth mt="auto" variant={owned ? 'default' : 'filled'} disabled={owned || !mayChoose} loading={busy} onClick={onChoose}>
        {owned ? t('yourPlan') : t(renewable ? 'payNext' : 'choose', { plan: t(`plans.${plan.code}.name`) })}
      </Button>
    </li>
  );
};
