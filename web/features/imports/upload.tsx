'use client';

import { createImport } from '@crm-gtd/shared/contracts/crm/imports.ts';
import { Alert, Button, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { Dropzone, type FileRejection } from '@mantine/dropzone';
import { IconAlertCircle, IconFileImport, IconFileTypeCsv, IconUpload } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { api } from '../../api/client.ts';
import { isApiError } from '../../api/problem.ts';
import type { RequestOf } from '../../api/request.ts';
import { BackLink } from '../../components/back-link.tsx';
import { useErrorText } from '../../components/error-texts.ts';
import { useFormats } from '../../components/formats.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { refusalOf } from './import-math.ts';
import { ImportSteps } from './import-steps.tsx';
import classes from './imports.module.css';

/** Windows calls a CSV an Excel file; a table parted by tabs has a type of its own. */
const accepted = {
  'text/csv': ['.csv'],
  'text/plain': ['.txt', '.csv', '.tsv', '.tab'],
  'text/tab-separated-values': ['.tsv', '.tab'],
  'application/vnd.ms-excel': ['.csv'],
};
const mostBytes = createImport.maxBodyBytes;
const megabyte = 1_000_000;

const useUpload = () => {
  const t = useTranslations('imports');
  const router = useRouter();
  const textOf = useErrorText();
  const { number } = useFormats();
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
      setFailure(reasonOf(error) ?? textOf(error));
      setSending(null);
    }
  };
  const reasonOf = (error: unknown): string | undefined => {
    const { reason, line, limit } = isApiError(error) ? error.details : {};
    const key = `upload.reasons.${String(reason)}` as 'upload.reasons.encoding';
    return typeof reason === 'string' && t.has(key) ? t(key, { line: Number(line ?? 1), limit: number(Number(limit ?? 0)) }) : undefined;
  };
  const refuse = (rejections: readonly FileRejection[]): void =>
    setFailure(t(`upload.reasons.${refusalOf(rejections)}`, { size: Math.floor(mostBytes / megabyte) }));
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
