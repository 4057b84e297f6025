'use client';

import { failedImportRows, type Import, runImport, undoImport, warnedImportRows } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { isErrorCode } from '@crm-gtd/shared/errors/codes.ts';
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
import { useMay } from '../../session/session.tsx';
import { toTakeBack, totalOf } from './import-math.ts';
import classes from './imports.module.css';
import { RowReasons } from './row-reasons.tsx';

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
        {t('sum', { total: number(totalOf(job.counts)), rows: number(job.rowCount) })}{' '}
        {job.changes &&
          t('records', {
            contactsCreated: number(job.changes.contacts.created),
            contactsUpdated: number(job.changes.contacts.updated),
            companiesCreated: number(job.changes.companies.created),
            companiesUpdated: number(job.changes.companies.updated),
          })}
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
  const fetchRows = async (rows: typeof failedImportRows | typeof warnedImportRows): Promise<void> => {
    try {
      saveFile(await download(rows, { importId: job.id }));
    } catch (error) {
      failureNote(error);
    }
  };
  /* Taking thousands of contacts back is not one of the acts that happen at once: it is named and asked for. */
  const taken = toTakeBack(job);
  const undo = (): void => {
    modals.openConfirmModal({
      title: t('undoTitle'),
      children: <Text size="sm">{t('undoText', { ...taken, count: taken.contacts })}</Text>,
      labels: { confirm: t('undoConfirm'), cancel: t('undoCancel') },
      confirmProps: { color: 'red.6' },
      onConfirm: () => void act(undoImport, { importId: job.id }),
    });
  };
  const goOn = (): void => void act(runImport, { importId: job.id, mapping: job.mapping ?? {}, duplicates: job.duplicates ?? 'skip' });
  return { fetchRows, undo, goOn, taken };
};

/** The server tells a code; what it means is told in the reader's language. */
const useReason = () => {
  const t = useTranslations('imports.result');
  const errors = useTranslations('errors');
  return ({ error }: Import): string => (isErrorCode(error) && error !== 'INTERNAL' ? errors(error, { seconds: 0 }) : t('stoppedText'));
};

export const ImportResult = ({ job }: Readonly<{ job: Import }>) => {
  const t = useTranslations('imports.result');
  const { number } = useFormats();
  const { fetchRows, undo, goOn, taken } = useResultActions(job);
  const reasonOf = useReason();
  const mayGoOn = useMay('crm.imports:write');
  const undone = job.status === 'undone';
  const byPlan = job.error === 'PLAN_READ_ONLY';
  return (
    <Stack gap="xl" maw={860}>
      {job.status === 'failed' && (
        <Alert color={byPlan ? 'amber' : 'red'} variant="light" title={t('stopped')}>
          {reasonOf(job)}
          {byPlan && mayGoOn && (
            <Button mt="sm" size="xs" variant="default" display="block" onClick={goOn}>
              {t('goOn')}
            </Button>
          )}
        </Alert>
      )}
      {undone && job.undo && (
        <Alert color="iris" variant="light" title={t('undone')}>
          {t('undoneText', { removed: number(job.undo.removed), reverted: number(job.undo.reverted), kept: number(job.undo.kept) })}{' '}
          {job.undo.companies &&
            t('undoneCompanies', {
              removed: number(job.undo.companies.removed),
              reverted: number(job.undo.companies.reverted),
              kept: number(job.undo.companies.kept),
            })}
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
          <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => void fetchRows(failedImportRows)}>
            {t('failedRows')}
          </Button>
        )}
        {job.warned > 0 && (
          <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => void fetchRows(warnedImportRows)}>
            {t('warnings')}
          </Button>
        )}
        {!undone && taken.contacts + taken.companies > 0 && (
          <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={undo}>
            {t('undo')}
          </Button>
        )}
        <Button component={Link} href="/imports/new" variant="subtle" leftSection={<IconFileImport size={16} />}>
          {t('another')}
        </Button>
      </Group>
      {job.counts.failed > 0 && <RowReasons job={job} kind="failed" />}
      {job.warned > 0 && <RowReasons job={job} kind="warned" />}
    </Stack>
  );
};
