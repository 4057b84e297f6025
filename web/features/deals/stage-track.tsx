'use client';

import type { Deal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { UnstyledButton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import classes from './stage-track.module.css';
import type { DealActions } from './use-deal-actions.ts';

type Props = Readonly<{ deal: Deal; pipeline: Pipeline; actions: DealActions; mayWrite: boolean }>;

/** Where the deal stands among the stages; a click moves it. */
export const StageTrack = ({ deal, pipeline, actions, mayWrite }: Props) => {
  const t = useTranslations('deals');
  const at = pipeline.stages.findIndex(({ id }) => id === deal.stageId);
  const open = deal.status === 'open' && mayWrite;
  return (
    <ol className={classes.track} aria-label={t('stages')}>
      {pipeline.stages.map((stage, index) => (
        <li key={stage.id} className={classes.item}>
          <UnstyledButton
            className={classes.stage}
            data-reached={index <= at || undefined}
            data-outcome={deal.status}
            aria-current={index === at ? 'step' : undefined}
            disabled={!open || index === at}
            onClick={() => void actions.move(deal, stage.id)}
          >
            {stage.name}
          </UnstyledButton>
        </li>
      ))}
    </ol>
  );
};
