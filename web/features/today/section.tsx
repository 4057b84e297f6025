'use client';

import { Badge, Group, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

type Props = Readonly<{ title: string; count?: number; tone?: string | undefined; aside?: ReactNode; children: ReactNode }>;

export const Section = ({ title, count, tone, aside, children }: Props) => {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Group justify="space-between" mb={10}>
        <Group gap={8}>
          <Title order={2} size="h3" id={id}>
            {title}
          </Title>
          {count !== undefined && <Badge color={tone ?? 'gray'}>{count}</Badge>}
        </Group>
        {aside}
      </Group>
      {children}
    </section>
  );
};
