'use client';

import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './settings.module.css';

export const Blocks = ({ children }: Readonly<{ children: ReactNode }>) => <div className={classes.blocks}>{children}</div>;

export const Block = ({ title, text, children }: Readonly<{ title: string; text: string; children: ReactNode }>) => (
  <section className={classes.block} aria-label={title}>
    <div>
      <Text component="h2" fw={600} size="md" m={0}>
        {title}
      </Text>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
    </div>
    <div>{children}</div>
  </section>
);
