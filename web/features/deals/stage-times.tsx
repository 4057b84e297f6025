'use client';

import { stageHistory } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import classes from '../records/records.module.css';
import { Section } from '../today/section.tsx';

const secondsInDay = 86_400;

/** How long the deal stayed in each stage it has left. */
export const StageTimes = ({ dealId, pipeline }: Readonly<{ dealId: string; pipeline: Pipeline }>) => {
  const t = useTranslations('deals');
  const { data } = useRead(stageHistory, { dealId });
  const spent = new Map<string, number>();
  for (const { fromStageId, secondsInPrevious } of data?.items ?? []) {
    if (fromStageId && secondsInPrevious) spent.set(fromStageId, (spent.get(fromStageId) ?? 0) + secondsInPrevious);
  }
  if (spent.size === 0) return null;
  return (
    <Section title={t('stageTimes')}>
      <div className={classes.fields}>
        {pipeline.stages
          .filter(({ id }) => spent.has(id))
          .map(({ id, name }) => (
            <Group key={id} justify="space-between" py={4}>
              <Text size="sm">{name}</Text>
              <Text size="sm" c="dimmed">
                {t('days', { count: Math.floor((spent.get(id) ?? 0) / secondsInDay) })}
              </Text>
            </Group>
          ))}
      </div>
    </Section>
  );
};
