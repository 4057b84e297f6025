'use client';

import { failedImportRows, type Import, undoImport } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconAddressBook, IconArrowBackUp, IconDownload, IconFileImport } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { download } from '../../api/client.ts';
import { useFailureNote } from '../../components/failure-note.tsx';
import { useFormats } from '../../components/formats.ts';
import { saveFile } from '../../components/save-file.ts';
import { useAct } from '../../components/use-act.ts';
import { totalOf } from './import-math.ts';
import classes from './imports.module.css';

const outcomes = ['created', 'updated', 'skipped', 'failed'] as const;

const Counts = ({ job }: Readonly<{ job: Import }>) => {
  const t = useTranslations('imports.result');
  const { number } = useFormats();
  return (
    <div>
      <div className={classes.counts}>
        {outcomes.map((outcome) => (
          <div key={outcome} className={classes.count}>
            <Text size="xs" c="dimmed" fw={540}>
              {t(outcome)}
            </Text>
            <div className={classes.countValue} data-count={outcome}>
              {number(job.counts[outcome])}
            </div>
          </div>
        ))}
      </div>
      <Text size="sm" c="dimmed" mt="sm">
        {t('sum', { total: number(totalOf(job.counts)), rows: number(job.rowCount) })}
      </Text>
    </div>
  );
};

const viewOf = (job: Import): string => {
  const query = new URLSearchParams({ from: job.startedAt ?? job.createdAt, to: job.finishedAt ?? '', sort: 'createdAt' });
  return `/contacts?${query.toString()}`;
};

const useResultActions = (job: Import) => {
  const t = useTranslations('imports.result');
  const act = useAct();
  const failureNote = useFailureNote();
  const fetchFailed = async (): Promise<void> => {
    try {
      saveFile(await download(failedImportRows, { importId: job.id }));
    } catch (error) {
      failureNote(error);
    }
  };
  /* Taking thousands of contacts back is not one of the acts that happen at once: it is named and asked for. */
  const undo = (): void => {
    modals.openConfirmModal({
      title: t('undoTitle'),
      children: <Text size="sm">{t('undoText', { count: job.counts.created + job.counts.updated })}</Text>,
      labels: { confirm: t('undoConfirm'), cancel: t('undoCancel') },
      confirmProps: { color: 'red.6' },
      onConfirm: () => void act(undoImport, { importId: job.id }),
    });
  };
  return { fetchFailed, undo };
};

export const ImportResult = ({ job }: Readonly<{ job: Import }>) => {
  const t = useTranslations('imports.result');
  const { number } = useFormats();
  const { fetchFailed, undo } = useResultActions(job);
  const undone = job.status === 'undone';
  return (
    <Stack gap="xl" maw={860}>
      {job.status === 'failed' && (
        <Alert color="red" variant="light" title={t('stopped')}>
          {job.error ?? t('stoppedText')}
        </Alert>
      )}
      {undone && job.undo && (
        <Alert color="iris" variant="light" title={t('undone')}>
          {t('undoneText', { removed: number(job.undo.removed), reverted: number(job.undo.reverted), kept: number(job.undo.kept) })}
        </Alert>
      )}
      <Counts job={job} />
      <Group gap="sm">
        {!undone && job.counts.created > 0 && (
          <Button component={Link} href={viewOf(job)} leftSection={<IconAddressBook size={16} />}>
            {t('open')}
          </Button>
        )}
        {job.counts.failed > 0 && (
          <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => void fetchFailed()}>
            {t('failedRows')}
          </Button>
        )}
        {!undone && job.counts.created + job.counts.updated > 0 && (
          <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={undo}>
            {t('undo')}
          </Button>
        )}
        <Button component={Link} href="/imports/new" variant="subtle" leftSection={<IconFileImport size={16} />}>
          {t('another')}
        </Button>
      </Group>
    </Stack>
  );
};
