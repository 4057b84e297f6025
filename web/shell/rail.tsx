'use client';

import { summary } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { CloseButton, Group, ScrollArea, Stack, Text, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRead } from '../api/queries.ts';
import { useFormats } from '../components/formats.ts';
import { Keys } from '../components/keys-hint.tsx';
import { useMay, useSession } from '../session/session.tsx';
import { LiveMark } from './live-mark.tsx';
import { isAt, mayVisit, type Place, type PlaceName, placeGroups } from './places.ts';
import classes from './shell.module.css';
import { UserMenu } from './user-menu.tsx';

/** The service counts no further. */
const mostCounted = 1_000;

export const useCounts = (): Partial<Record<PlaceName, number>> => {
  const { data } = useRead(summary, {}, { enabled: useMay('gtd.inbox:read') });
  return data ? { inbox: data.inbox, today: data.today, tasks: data.next, waiting: data.waiting } : {};
};

export const useCountText = () => {
  const { number } = useFormats();
  return (count: number): string => (count >= mostCounted ? `${number(mostCounted)}+` : number(count));
};

const RailPlace = ({ place, count }: Readonly<{ place: Place; count: number | undefined }>) => {
  const t = useTranslations('places');
  const path = usePathname();
  const countText = useCountText();
  const Icon = place.icon;
  return (
    <Link href={place.href} className={classes.place} aria-current={isAt(place, path) ? 'page' : undefined}>
      <Icon size={18} stroke={1.7} aria-hidden="true" />
      {t(place.name)}
      {count ? (
        <span className={classes.count} data-strong={place.name === 'inbox' || undefined}>
          {countText(count)}
        </span>
      ) : null}
    </Link>
  );
};

export const Rail = ({ onClose }: Readonly<{ onClose: () => void }>) => {
  const t = useTranslations('shell');
  const { permissions } = useSession();
  const counts = useCounts();
  return (
    <Stack gap={0} h="100%">
      <Group gap={4} wrap="nowrap">
        <div style={{ flex: 1, minWidth: 0 }}>
          <UserMenu />
        </div>
        <CloseButton hiddenFrom="sm" size={44} aria-label={t('closeMenu')} onClick={onClose} />
      </Group>
      <UnstyledButton className={classes.searchButton} mt={8} onClick={spotlight.open}>
        <IconSearch size={16} stroke={1.7} aria-hidden="true" />
        <Text size="sm" flex={1}>
          {t('search')}
        </Text>
        <Keys keys={['Ctrl', 'K']} />
      </UnstyledButton>
      <ScrollArea flex={1} mt={6} scrollbarSize={6} type="hover">
        <nav aria-label={t('main')}>
          {placeGroups.map((group) => {
            const places = group.places.filter((place) => mayVisit(place, permissions));
            if (places.length === 0) return null;
            return (
              <div key={group.name}>
                {group.name === 'work' ? <div style={{ height: 8 }} /> : <div className={classes.group}>{t(`groups.${group.name}`)}</div>}
                {places.map((place) => (
                  <RailPlace key={place.name} place={place} count={counts[place.name]} />
                ))}
              </div>
            );
          })}
        </nav>
      </ScrollArea>
      <div style={{ padding: '10px 10px 2px' }}>
        <LiveMark />
      </div>
    </Stack>
  );
};
