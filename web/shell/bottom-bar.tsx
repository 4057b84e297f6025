'use client';

import { UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { allPlaces, isAt, type PlaceName } from './places.ts';
import { useCounts, useCountText } from './rail.tsx';
import classes from './shell.module.css';
import { openCapture } from './shell-state.ts';

const BottomPlace = ({ name, count }: Readonly<{ name: PlaceName; count?: number | undefined }>) => {
  const t = useTranslations('places');
  const path = usePathname();
  const countText = useCountText();
  const place = allPlaces.find((candidate) => candidate.name === name);
  if (!place) return null;
  const Icon = place.icon;
  return (
    <Link href={place.href} className={classes.bottomItem} aria-current={isAt(place, path) ? 'page' : undefined}>
      <Icon size={21} stroke={1.7} aria-hidden="true" />
      {count ? <span className={classes.bottomCount}>{countText(count)}</span> : null}
      {t(name)}
    </Link>
  );
};

export const BottomBar = () => {
  const t = useTranslations('shell');
  const counts = useCounts();
  return (
    <nav className={classes.bottomBar} aria-label={t('phone')}>
      <BottomPlace name="inbox" count={counts.inbox} />
      <BottomPlace name="today" />
      <UnstyledButton className={classes.bottomAdd} onClick={openCapture} aria-label={t('capture')}>
        <IconPlus size={24} stroke={2} />
      </UnstyledButton>
      <BottomPlace name="deals" />
      <UnstyledButton className={classes.bottomItem} onClick={spotlight.open}>
        <IconSearch size={21} stroke={1.7} aria-hidden="true" />
        {t('searchShort')}
      </UnstyledButton>
    </nav>
  );
};
