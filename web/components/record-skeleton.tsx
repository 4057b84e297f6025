import { Skeleton, Stack } from '@mantine/core';
import { PageTitle } from './page-title.tsx';

export const RecordSkeleton = () => (
  <Stack gap="lg" aria-hidden="true">
    <PageTitle />
    <Skeleton height={28} width={260} radius="md" />
    <Skeleton height={320} radius="lg" />
  </Stack>
);
