'use client';

import { Box, Skeleton, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { PageTitle } from '../components/page-title.tsx';
import classes from './shell.module.css';

const bars = [72, 58, 66, 50, 62, 54];

/** The frame of the app while the session is asked for: same places, no content. */
export const ShellSkeleton = () => {
  const t = useTranslations('app');
  return (
    <Box className={classes.skeleton} role="status" aria-label={t('loading')}>
      <PageTitle />
      <Stack className={classes.skeletonRail} gap={18} p="lg" aria-hidden="true">
        <Skeleton height={28} width={150} radius="md" />
        {bars.map((width) => (
          <Skeleton key={width} height={12} width={`${width}%`} radius="sm" />
        ))}
      </Stack>
      <Stack p="xl" gap="lg" flex={1} aria-hidden="true">
        <Skeleton height={26} width={220} radius="md" />
        <Skeleton height={14} width="45%" radius="sm" />
        <Skeleton height={220} radius="lg" />
      </Stack>
    </Box>
  );
};
