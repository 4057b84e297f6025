'use client';

import { type Deal, getDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import type { Pipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { Alert, Badge, Button, Group, Stack } from '@mantine/core';
import { IconArrowBackUp, IconThumbDown, IconTrophy } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRead } from '../../api/queries.ts';
import { BackLink } from '../../components/back-link.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { RecordSkeleton } from '../../components/record-skeleton.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { useMay } from '../../session/session.tsx';
import { FailedEffects } from '../records/failed-effects.tsx';
import { OpenLoops } from '../records/open-loops.tsx';
import classes from '../records/records.module.css';
import { Timeline } from '../records/timeline.tsx';
import { DealFields } from './deal-fields.tsx';
import { DealMenu } from './deal-menu.tsx';
import { LoseWindow } from './lose-window.tsx';
import { MotionBadge } from './motion-badge.tsx';
import { StageTimes } from './stage-times.tsx';
import { StageTrack } from './stage-track.tsx';
import { type DealActions, useDealActions } from './use-deal-actions.ts';
import { usePipelines } from './use-pipelines.ts';

type Parts = Readonly<{ deal: Deal; actions: DealActions; pipeline: Pipeline | undefined; onLose: (deal: Deal) => void }>;

const Verbs = ({ deal, actions, pipeline, onLose }: Parts) => {
  const t = useTranslations('deals');
  if (deal.status !== 'open') {
    return (
      <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={() => void actions.reopen(deal)}>
        {t('reopen')}
      </Button>
    );
  }
  return (
    <>
      <Button variant="default" leftSection={<IconThumbDown size={16} />} onClick={() => onLose(deal)}>
        {t('lose')}
      </Button>
      <Button color="green.7" leftSection={<IconTrophy size={16} />} onClick={() => void actions.win(deal)}>
        {t('win')}
      </Button>
      {pipeline && <DealMenu deal={deal} pipeline={pipeline} actions={actions} onLose={onLose} />}
    </>
  );
};

const StuckNote = () => {
  const t = useTranslations('deals.stuck');
  return (
    <Alert color="amber" variant="light" mb="lg" title={t('title')}>
      {t('text')}
    </Alert>
  );
};

const StatusNote = ({ deal }: Readonly<{ deal: Deal }>) => {
  const t = useTranslations('deals');
  const { day } = useFormats();
  if (deal.status === 'open') return <MotionBadge motion={deal.motion} />;
  return (
    <Badge color={deal.status === 'won' ? 'green' : 'red'}>
      {t(`closed.${deal.status}`, { day: deal.closedAt ? day(deal.closedAt) : '' })}
    </Badge>
  );
};

const useDealKeys = (deal: Deal | undefined, actions: DealActions, onLose: (deal: Deal) => void): void => {
  const t = useTranslations('deals');
  const may = useMay('crm.deals:write');
  const group = t('title');
  useKeys(
    [
      { keys: 'w', label: t('win'), group, run: () => deal && void actions.win(deal) },
      { keys: 'l', label: t('lose'), group, run: () => deal && onLose(deal) },
    ],
    may && deal?.status === 'open',
  );
};

export const DealPage = ({ dealId }: Readonly<{ dealId: string }>) => {
  const t = useTranslations('deals');
  const { money } = useFormats();
  const may = useMay('crm.deals:write');
  const [losing, setLosing] = useState<Deal | null>(null);
  const { data: deal, error, refetch } = useRead(getDeal, { dealId });
  const pipeline = usePipelines().data?.items.find(({ id }) => id === deal?.pipelineId);
  const actions = useDealActions(pipeline);
  useDealKeys(deal, actions, setLosing);
  if (error) return <ErrorState subject="deal" error={error} onRetry={() => void refetch()} />;
  if (!deal) return <RecordSkeleton />;
  return (
    <>
      <BackLink href="/deals" label={t('title')} />
      <PageHeader
        title={deal.title}
        note={
          <Group gap={8} component="span" display="inline-flex">
            {money(deal.value)}
            <StatusNote deal={deal} />
          </Group>
        }
        actions={may && <Verbs deal={deal} actions={actions} pipeline={pipeline} onLose={setLosing} />}
      />
      {pipeline && <StageTrack deal={deal} pipeline={pipeline} actions={actions} mayWrite={may} />}
      {deal.status === 'open' && deal.motion === 'stuck' && <StuckNote />}
      <FailedEffects recordId={dealId} />
      <div className={classes.layout}>
        <Stack gap="xl">
          <DealFields deal={deal} />
          {pipeline && <StageTimes dealId={dealId} pipeline={pipeline} />}
        </Stack>
        <Timeline recordId={dealId} />
        <OpenLoops of={{ dealId }} />
      </div>
      {losing && <LoseWindow deal={losing} actions={actions} onClose={() => setLosing(null)} />}
    </>
  );
};
