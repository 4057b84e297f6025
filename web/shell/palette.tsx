'use client';

import { Loader } from '@mantine/core';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import {
  IconAddressBook,
  IconBuilding,
  IconChecklist,
  IconCurrencyZloty,
  IconFolders,
  IconHourglass,
  IconInbox,
  IconKeyboard,
  IconLogout,
  IconSearch,
  IconUserPlus,
} from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { dropTyped, giveTyped, keepTyped } from '../keys/typed-ahead.ts';
import { useMay, useSession } from '../session/session.tsx';
import { useSignOut } from '../session/sign-out.ts';
import { type FoundGroup, useSearch } from './palette-records.ts';
import { allPlaces, mayVisit, type PlaceName } from './places.ts';
import type { SearchState } from './search-state.ts';
import { openShortcuts, type ShellWindow, showWindow } from './shell-state.ts';

const iconProps = { size: 18, stroke: 1.7 } as const;

const usePlaceActions = (): SpotlightActionData[] => {
  const t = useTranslations('places');
  const router = useRouter();
  const { permissions } = useSession();
  return allPlaces
    .filter((place) => mayVisit(place, permissions))
    .map((place) => ({
      id: `place-${place.name}`,
      label: t(place.name),
      leftSection: <place.icon {...iconProps} />,
      onClick: () => router.push(place.href),
    }));
};

const useCommandActions = (): SpotlightActionData[] => {
  const t = useTranslations('shell');
  const signOut = useSignOut();
  const mayTask = useMay('gtd.tasks:write');
  const mayDeal = useMay('crm.deals:write');
  const mayContact = useMay('crm.contacts:write');
  const opener = (id: Exclude<ShellWindow, null>, label: string, Icon: typeof IconInbox): SpotlightActionData => ({
    id,
    label,
    leftSection: <Icon {...iconProps} />,
    onClick: () => showWindow(id),
  });
  return [
    ...(mayTask ? [opener('capture', t('capture'), IconInbox), opener('newTask', t('newTask'), IconChecklist)] : []),
    ...(mayDeal ? [opener('newDeal', t('newDeal'), IconCurrencyZloty)] : []),
    ...(mayContact ? [opener('newContact', t('newContact'), IconUserPlus), opener('newCompany', t('newCompany'), IconBuilding)] : []),
    { id: 'shortcuts', label: t('shortcuts'), leftSection: <IconKeyboard {...iconProps} />, onClick: openShortcuts },
    { id: 'signOut', label: t('signOut'), leftSection: <IconLogout {...iconProps} />, onClick: () => void signOut() },
  ];
};

const kindIcons: Partial<Record<PlaceName, typeof IconInbox>> = {
  contacts: IconAddressBook,
  companies: IconBuilding,
  deals: IconCurrencyZloty,
  tasks: IconChecklist,
  projects: IconFolders,
  inbox: IconInbox,
  waiting: IconHourglass,
};

const useRecordGroups = (groups: readonly FoundGroup[]): SpotlightActionGroupData[] => {
  const t = useTranslations('places');
  const shell = useTranslations('shell');
  const router = useRouter();
  return groups.map(({ kind, found, allHref }) => {
    const Icon = kindIcons[kind] ?? IconSearch;
    const records = found.map(({ id, label, description, href }) => ({
      id,
      label,
      description,
      leftSection: <Icon {...iconProps} />,
      onClick: () => router.push(href),
    }));
    const all = allHref && {
      id: `all-${kind}`,
      label: shell('allResults', { kind: t(kind) }),
      leftSection: <IconSearch {...iconProps} />,
      onClick: () => router.push(allHref),
    };
    return { group: t(kind), actions: all ? [...records, all] : records };
  });
};

const matching = (typed: string, actions: readonly SpotlightActionData[]): SpotlightActionData[] => {
  const wanted = plain(typed);
  return actions.filter(({ label }) => plain(label ?? '').includes(wanted));
};

/** `ł` is a letter of its own to Unicode, so decomposing does not reach it. */
const plain = (text: string): string => text.toLowerCase().replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '').trim();

/** While one types, Enter takes the first line, as the library does for its arrow keys: by the mark it looks for. */
const firstChosen = (typed: string, groups: readonly SpotlightActionGroupData[]): SpotlightActionGroupData[] =>
  groups.map((group, position) => {
    const [first, ...rest] = group.actions;
    if (!first || position > 0 || typed.trim() === '') return group;
    const marked = { ...first, 'data-selected': true };
    return { ...group, actions: [marked, ...rest] };
  });

/** Enter pressed before the answer is there waits for it; typing on or closing takes it back. */
const useWaitingEnter = (state: SearchState, first: SpotlightActionData | undefined) => {
  const asking = state === 'asking';
  const [waits, setWaits] = useState(false);
  useEffect(() => {
    if (!waits || asking) return;
    setWaits(false);
    // Half an answer is none: the first line might not be the one that was meant.
    if (!first || state === 'failed') return;
    spotlight.close();
    (first.onClick as (() => void) | undefined)?.();
  }, [waits, asking, state, first]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !asking || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    setWaits(true);
  };
  return { onKeyDown, forget: () => setWaits(false) };
};

export const Palette = () => {
  const t = useTranslations('shell');
  const [typed, setTyped] = useState('');
  const search = useSearch(typed);
  const records = useRecordGroups(search.groups);
  const commands = { group: t('commands'), actions: matching(typed, useCommandActions()) };
  const places = { group: t('goTo'), actions: matching(typed, usePlaceActions()) };
  const groups = firstChosen(
    typed,
    [...records, commands, places].filter(({ actions }) => actions.length > 0),
  );
  const { onKeyDown, forget } = useWaitingEnter(search.state, groups[0]?.actions[0]);
  const type = (next: string): void => {
    forget();
    setTyped(next);
  };
  return (
    <Spotlight
      actions={groups}
      query={typed}
      onQueryChange={type}
      filter={(_query, all) => all}
      nothingFound={t(search.state === 'asking' ? 'searching' : search.state === 'failed' ? 'searchFailed' : 'nothingFound')}
      tagsToIgnore={[]}
      triggerOnContentEditable
      onSpotlightOpen={keepTypedForPalette}
      onSpotlightClose={() => {
        forget();
        dropTyped();
      }}
      scrollable
      maxHeight={420}
      radius="lg"
      styles={{ actionDescription: { opacity: 1 } }}
      attributes={{ content: { 'aria-label': t('search') } }}
      searchProps={{
        leftSection: <IconSearch {...iconProps} />,
        rightSection: search.state === 'asking' ? <Loader size={14} /> : null,
        placeholder: t('searchPlaceholder'),
        'aria-label': t('search'),
        onKeyDownCapture: onKeyDown,
        onFocus: (event) => giveTyped(event.currentTarget),
      }}
    />
  );
};

/** Out of another window its own field has focus, and keys meanwhile are that field's. */
const keepTypedForPalette = (): void => {
  if (!document.activeElement?.closest('[role="dialog"]')) keepTyped();
};
