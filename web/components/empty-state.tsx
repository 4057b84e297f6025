'use client';

import { Group, Stack, Text, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

export type EmptyKind = 'firstUse' | 'nothingFound' | 'allDone';

type Props = Readonly<{
  kind: EmptyKind;
  icon: Icon;
  /** Two smaller icons that make the picture; without them the main one stands alone. */
  beside?: readonly [Icon, Icon];
  title: string;
  text: string;
  actions?: ReactNode;
  compact?: boolean;
  /** 1 where it is all there is on the page. */
  heading?: 1 | 2;
}>;

export const EmptyState = ({ kind, icon: MainIcon, beside, title, text, actions, compact = false, heading = 2 }: Props) => {
  const [Left, Right] = beside ?? [];
  return (
    <Stack align="center" gap={6} py={compact ? 28 : 64} px="md" className={classes.root} data-kind={kind}>
      <div className={classes.picture} aria-hidden="true">
        {Left && (
          <span className={classes.small}>
            <Left size={20} stroke={1.6} />
          </span>
        )}
        <span className={classes.main}>
          <MainIcon size={compact ? 24 : 32} stroke={1.5} />
        </span>
        {Right && (
          <span className={classes.small} data-right>
            <Right size={20} stroke={1.6} />
          </span>
        )}
      </div>
      <Title order={heading} ta="center" size={compact ? 'h3' : 'h2'}>
        {title}
      </Title>
      <Text c="dimmed" ta="center" maw={460} size="sm">
        {text}
      </Text>
      {actions && (
        <Group mt="md" justify="center" gap="sm">
          {actions}
        </Group>
      )}
    </Stack>
  );
};
