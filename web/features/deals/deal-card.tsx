'use client';

import type { Deal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { Draggable } from '@hello-pangea/dnd';
import { Group, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import { useFormats } from '../../components/formats.ts';
import classes from './board.module.css';
import { DealMenu } from './deal-menu.tsx';
import { MotionBadge } from './motion-badge.tsx';
import type { DealActions } from './use-deal-actions.ts';

export type CardProps = Readonly<{
  deal: Deal;
  index: number;
  pipeline: Pipeline;
  actions: DealActions;
  mayWrite: boolean;
  menuOpened: boolean;
  onMenu: (dealId: string | null) => void;
  onLose: (deal: Deal) => void;
  rowProps: object;
}>;

export const DealCard = memo(({ deal, index, pipeline, actions, mayWrite, menuOpened, onMenu, onLose, rowProps }: CardProps) => {
  const t = useTranslations('deals');
  const { roundMoney, day, daysUntil } = useFormats();
  const late = deal.expectedCloseOn !== null && daysUntil(deal.expectedCloseOn) < 0;
  return (
    <Draggable draggableId={deal.id} index={index} isDragDisabled={!mayWrite}>
      {(drag, state) => (
        <div
          ref={drag.innerRef}
          {...drag.draggableProps}
          className={classes.card}
          data-dragging={state.isDragging || undefined}
          data-motion={deal.motion}
        >
          <div {...drag.dragHandleProps} className={classes.handle} {...rowProps}>
            <Text component="span" size="sm" fw={580} lineClamp={2}>
              {deal.title}
            </Text>
            <Text component="span" size="xs" c="dimmed" truncate>
              {deal.companyName ?? deal.contactName ?? t('noCompany')}
            </Text>
            <Group component="span" gap={8} justify="space-between" wrap="nowrap">
              <Text component="span" fw={620} size="sm" className={classes.value}>
                {roundMoney(deal.value)}
              </Text>
              {deal.expectedCloseOn && (
                <Text component="span" size="xs" c={late ? 'red' : 'dimmed'} className={classes.value} title={t('fields.expectedCloseOn')}>
                  {day(deal.expectedCloseOn)}
                </Text>
              )}
            </Group>
          </div>
          <Group justify="space-between" gap={6} wrap="nowrap" mt={8}>
            <MotionBadge motion={deal.motion} />
            <Group gap={0} wrap="nowrap">
              <Link href={`/deals/${deal.id}`} className={classes.open} prefetch={false} aria-label={t('openNamed', { title: deal.title })}>
                {t('open')}
              </Link>
              {mayWrite && (
                <DealMenu
                  deal={deal}
                  pipeline={pipeline}
                  actions={actions}
                  onLose={onLose}
                  opened={menuOpened}
                  onOpened={(opened) => onMenu(opened ? deal.id : null)}
                />
              )}
            </Group>
          </Group>
        </div>
      )}
    </Draggable>
  );
});
DealCard.displayName = 'DealCard';
