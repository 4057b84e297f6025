'use client';

import { Anchor, Center } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { EmptyState } from '../components/empty-state.tsx';
import { PageTitle } from '../components/page-title.tsx';

const NotFound = () => {
  const t = useTranslations('notFound');
  return (
    <Center component="main" mih="80dvh">
      <PageTitle title={t('title')} />
      <EmptyState
        kind="nothingFound"
        icon={IconMapQuestion}
        title={t('title')}
        heading={1}
        text={t('text')}
        actions={
          <Anchor component={Link} href="/today">
            {t('home')}
          </Anchor>
        }
      />
    </Center>
  );
};

export default NotFound;
