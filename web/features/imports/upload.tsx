'use client';

import { createImport } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { Alert, Button, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconAlertCircle, IconFileImport, IconFileTypeCsv, IconUpload } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { isApiError } from '../../api/problem.ts';
import type { RequestOf } from '../../api/request.ts';
import { BackLink } from '../../components/back-link.tsx';
import { useErrorText } from '../../components/error-texts.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { ImportSteps } from './import-steps.tsx';
import classes from './imports.module.css';

/** Windows calls a CSV an Excel file. */
const accepted = { 'text/csv': ['.csv'], 'text/plain': ['.txt', '.csv'], 'application/vnd.ms-excel': ['.csv'] };
const mostBytes = createImport.maxBodyBytes;
const megabyte = 1_000_000;

const useUpload = () => {
  const t = useTranslations('imports');
  const router = useRouter();
  const textOf = useErrorText();
  const [sending, setSending] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const upload = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setSending(file.name);
    setFailure(null);
    try {
      /* The gateway names the upload and its chunks; the browser sends the file alone. */
      const made = await api(createImport, {} as RequestOf<typeof createImport>, { file });
      router.push(`/imports/${made.id}`);
    } catch (error) {
      const reason = isApiError(error) && typeof error.details['reason'] === 'string' ? ` (${error.details['reason']})` : '';
      setFailure(`${textOf(error)}${reason}`);
      setSending(null);
    }
  };
  const refuse = (): void => setFailure(t('upload.refused', { size: Math.floor(mostBytes / megabyte) }));
  return { sending, failure, upload, refuse };
};

export const Upload = () => {
  const t = useTranslations('imports');
  const open = useRef<() => void>(null);
  const { sending, failure, upload, refuse } = useUpload();
  return (
    <>
      <BackLink href="/imports" label={t('title')} />
      <PageHeader title={t('upload.title')} description={t('upload.description')} />
      <ImportSteps active={0} />
      {failure && (
        <Alert color="red" variant="light" role="alert" mb="md" icon={<IconAlertCircle size={18} />} title={t('upload.failed')}>
          {failure}
        </Alert>
      )}
      <Dropzone
        openRef={open}
        onDrop={(files) => void upload(files[0])}
        onReject={refuse}
        maxSize={mostBytes}
        maxFiles={1}
        multiple={false}
        loading={sending !== null}
        accept={accepted}
        activateOnClick={false}
        className={classes.drop}
        inputProps={{ 'aria-label': t('upload.choose') }}
      >
        <Stack align="center" gap="xs">
          <ThemeIcon size={60} radius="xl" variant="light">
            <Dropzone.Accept>
              <IconUpload size={28} stroke={1.6} />
            </Dropzone.Accept>
            <Dropzone.Idle>
              <IconFileTypeCsv size={28} stroke={1.6} />
            </Dropzone.Idle>
          </ThemeIcon>
          <Text fw={600} size="lg" ta="center">
            {sending ? t('upload.sending', { name: sending }) : t('upload.drop')}
          </Text>
          <Text c="dimmed" size="sm" ta="center" maw={440}>
            {t('upload.hint', { size: Math.floor(mostBytes / megabyte) })}
          </Text>
          <Group mt="sm" style={{ pointerEvents: 'all' }}>
            <Button leftSection={<IconFileImport size={16} />} onClick={() => open.current?.()}>
              {t('upload.choose')}
            </Button>
          </Group>
        </Stack>
      </Dropzone>
    </>
  );
};
