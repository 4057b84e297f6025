'use client';

import { listDeadLetters } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { readSystem } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { Tabs, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useUrlState } from '../../components/url-state.ts';
import { useMay } from '../../session/session.tsx';
import { ListSkeleton } from '../tasks/task-list.tsx';
import { Breakers } from './breakers.tsx';
import { Console } from './console.tsx';
import { ConsoleOff } from './console-off.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Queues, Streams } from './queues.tsx';
import { RecentErrors } from './recent-errors.tsx';
import { Services } from './services.tsx';
import { Summary } from './summary.tsx';
import { useFigures } from './use-figures.ts';

const everyMs = 5_000;
const firstTab = { tab: 'overview' };

/** The last good reading stays while a newer one cannot be had, and says how old it is. */
const Reading = ({ time, failed }: Readonly<{ time: string; failed: boolean }>) => {
  const t = useTranslations('system');
  const { second } = useFigures();
  return failed ? (
    <Text component="span" size="sm" c="var(--mantine-color-error)" role="alert">
      {t('stale', { time: second(time) })}
    </Text>
  ) : (
    <span aria-live="off">{t('updated', { time: second(time) })}</span>
  );
};

const Overview = () => {
  const report = useRead(readSystem, {}, { refetchInterval: everyMs });
  const letters = useRead(listDeadLetters, { limit: 100 }, { refetchInterval: everyMs });
  if (report.isPending) return <ListSkeleton />;
  if (!report.data) return <ErrorState error={report.error} onRetry={() => void report.refetch()} />;
  return (
    <>
      <Summary report={report.data} deadLetters={letters.data?.items.length ?? 0} more={Boolean(letters.data?.nextCursor)} />
      <Services report={report.data} />
      <DeadLetters query={letters} />
      <RecentErrors everyMs={2 * everyMs} />
      <Queues consumers={report.data.consumers} />
      <Breakers breakers={report.data.breakers} />
      <Streams streams={report.data.streams} />
    </>
  );
};

export const System = () => {
  const t = useTranslations('system');
  const [{ tab }, setState] = useUrlState(firstTab);
  const mayOperate = useMay('operator');
  const report = useRead(readSystem, {});
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        note={report.data && <Reading time={report.data.time} failed={report.isError} />}
      />
      <Tabs value={tab} onChange={(next) => setState({ tab: next ?? firstTab.tab })} keepMounted={false}>
        <Tabs.List mb="lg" aria-label={t('title')}>
          <Tabs.Tab value="overview">{t('tabs.overview')}</Tabs.Tab>
          {mayOperate && <Tabs.Tab value="console">{t('tabs.console')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview />
        </Tabs.Panel>
        {mayOperate && <Tabs.Panel value="console">{report.data?.console === false ? <ConsoleOff /> : <Console />}</Tabs.Panel>}
      </Tabs>
    </>
  );
};
