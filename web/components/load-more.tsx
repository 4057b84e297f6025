'use client';

import { Button, Center } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';

type Query = Readonly<{ hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }>;

/** Fetches the next page when its end comes into view; the button is for those who do not scroll. */
export const LoadMore = ({ query }: Readonly<{ query: Query }>) => {
  const t = useTranslations('table');
  const { ref, inViewport } = useInViewport();
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (inViewport && hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [inViewport, hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (!hasNextPage) return null;
  return (
    <Center ref={ref} py="md">
      <Button variant="subtle" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
        {t('more')}
      </Button>
    </Center>
  );
};
