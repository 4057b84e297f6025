'use client';

import { Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './system.module.css';

type Props = Readonly<{ title: string; note?: ReactNode; children: ReactNode }>;

export const Section = ({ title, note, children }: Props) => {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.sectionHead}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {note && (
          <Text component="span" size="sm" c="dimmed">
            {note}
          </Text>
        )}
      </div>
      {children}
    </section>
  );
};
