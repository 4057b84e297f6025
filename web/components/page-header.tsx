'use client';

import { Box, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './page-header.module.css';
import { PageTitle } from './page-title.tsx';

type Props = Readonly<{
  title: string;
  /** Small text beside the title, a count for instance; announced when it changes. */
  note?: ReactNode;
  description?: string;
  actions?: ReactNode;
  /** Second line: search, filters, tabs. */
  tools?: ReactNode;
}>;

export const PageHeader = ({ title, note, description, actions, tools }: Props) => {
  return (
    <header className={classes.root}>
      <PageTitle title={title} />
      <Group justify="space-between" align="center" gap="sm" wrap="wrap" mih={36}>
        <Group gap="sm" align="baseline" className={classes.titles}>
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          {note !== undefined && (
            <Text component="span" size="sm" c="dimmed" aria-live="polite">
              {note}
            </Text>
          )}
        </Group>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {description && (
        <Text c="dimmed" size="sm" mt={2} maw={680}>
          {description}
        </Text>
      )}
      {tools && <Box mt="md">{tools}</Box>}
    </header>
  );
};
