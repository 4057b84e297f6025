'use client';

import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { takeMove } from './moved.ts';

/** Says on the page that opened why the one before was left; stays until it is closed. */
export const MovedNote = () => {
  const t = useTranslations('moved');
  useEffect(() => {
    const move = takeMove();
    if (!move) return;
    notifications.show({
      role: 'status',
      title: t(`${move.reason}.title`, { from: move.from, to: move.to }),
      message: t(`${move.reason}.text`),
      withBorder: true,
      autoClose: false,
    });
  }, [t]);
  return null;
};
