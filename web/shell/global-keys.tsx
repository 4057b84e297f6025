'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { Binding } from '../keys/key-registry.ts';
import { useKeys } from '../keys/use-keys.ts';
import { useMay, useSession } from '../session/session.tsx';
import { allPlaces, mayVisit } from './places.ts';
import { openCapture, openShortcuts } from './shell-state.ts';

export const GlobalKeys = () => {
  const t = useTranslations();
  const router = useRouter();
  const { permissions } = useSession();
  const mayCapture = useMay('gtd.inbox:write');
  const going: Binding[] = allPlaces.flatMap((place) =>
    place.letter && mayVisit(place, permissions)
      ? [{ keys: `g ${place.letter}`, label: t(`places.${place.name}`), group: t('keys.groups.go'), run: () => router.push(place.href) }]
      : [],
  );
  const group = t('keys.groups.everywhere');
  useKeys([
    ...(mayCapture ? [{ keys: 'q', label: t('shell.capture'), group, run: openCapture }] : []),
    { keys: '?', label: t('shell.shortcuts'), group, run: openShortcuts },
    ...going,
  ]);
  return null;
};
