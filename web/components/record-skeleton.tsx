import { Skeleton, Stack } from '@mantine/core';

export const RecordSkeleton = () => (
  <Stack gap="lg" aria-hidden="true">
    <Skeleton height={28} width={260} radius="md" />
    <Skeleton height={320} radius="lg" />
  </Stack>
);
