'use client';

import type { Deal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowRight, IconCheck, IconDots, IconThumbDown, IconTrash, IconTrophy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { DealActions } from './use-deal-actions.ts';

const icon = { size: 16, stroke: 1.7 } as const;

type Props = Readonly<{
  deal: Deal;
  pipeline: Pipeline;
  actions: DealActions;
  onLose: (deal: Deal) => void;
  /** The board opens it with `m` too. */
  opened?: boolean;
  onOpened?: (opened: boolean) => void;
}>;

/** Everything the drag does, by menu: stages first, then how it ended. */
export const DealMenu = ({ deal, pipeline, actions, onLose, opened, onOpened }: Props) => {
  const t = useTranslations('deals');
  return (
    <Menu width={240} {...(opened === undefined ? {} : { opened })} {...(onOpened ? { onChange: onOpened } : {})}>
      <Menu.Target>
        <ActionIcon size="sm" aria-label={t('menuOf', { title: deal.title })}>
          <IconDots size={16} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('moveTo')}</Menu.Label>
        {pipeline.stages.map((stage) => (
          <Menu.Item
            key={stage.id}
            disabled={stage.id === deal.stageId}
            leftSection={stage.id === deal.stageId ? <IconCheck {...icon} /> : <IconArrowRight {...icon} />}
            onClick={() => void actions.move(deal, stage.id)}
          >
            {stage.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item color="green.8" leftSection={<IconTrophy {...icon} />} onClick={() => void actions.win(deal)}>
          {t('win')}
        </Menu.Item>
        <Menu.Item leftSection={<IconThumbDown {...icon} />} onClick={() => onLose(deal)}>
          {t('lose')}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash {...icon} />} onClick={() => void actions.remove(deal)}>
          {t('delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
