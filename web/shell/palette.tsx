'use client';

import { listCompanies } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { listContacts } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { listDeals } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconAddressBook,
  IconBuilding,
  IconChecklist,
  IconCurrencyZloty,
  IconInbox,
  IconKeyboard,
  IconLogout,
  IconSearch,
  IconUserPlus,
} from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRead } from '../api/queries.ts';
import { useFormats } from '../components/formats.ts';
import { contactName } from '../features/contacts/contact-name.ts';
import { useMay, useSession } from '../session/session.tsx';
import { useSignOut } from '../session/sign-out.ts';
import { allPlaces, mayVisit } from './places.ts';
import { openShortcuts, type ShellWindow, showWindow } from './shell-state.ts';

const iconProps = { size: 18, stroke: 1.7 } as const;
const shortestSearch = 2;
const perKind = 5;

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

/** Records whose name, e-mail or phone fits; asked of the server while the palette is open. */
const useRecordGroups = (typed: string): SpotlightActionGroupData[] => {
  const t = useTranslations('places');
  const router = useRouter();
  const { roundMoney } = useFormats();
  const [q] = useDebouncedValue(typed.trim(), 180);
  const enabled = q.length >= shortestSearch;
  const contacts = useRead(listContacts, { q, limit: perKind }, { enabled, keepPrevious: enabled });
  const companies = useRead(listCompanies, { q, limit: perKind }, { enabled, keepPrevious: enabled });
  const deals = useRead(listDeals, { q, limit: perKind }, { enabled, keepPrevious: enabled });
  if (!enabled) return [];
  const groups: SpotlightActionGroupData[] = [
    {
      group: t('contacts'),
      actions: (contacts.data?.items ?? []).map((contact) => ({
        id: contact.id,
        label: contactName(contact),
        description: [contact.companyName, contact.email].filter(Boolean).join(' · '),
        leftSection: <IconAddressBook {...iconProps} />,
        onClick: () => router.push(`/contacts/${contact.id}`),
      })),
    },
    {
      group: t('companies'),
      actions: (companies.data?.items ?? []).map((company) => ({
        id: company.id,
        label: company.name,
        description: [company.city, company.nip].filter(Boolean).join(' · '),
        leftSection: <IconBuilding {...iconProps} />,
        onClick: () => router.push(`/companies/${company.id}`),
      })),
    },
    {
      group: t('deals'),
      actions: (deals.data?.items ?? []).map((deal) => ({
        id: deal.id,
        label: deal.title,
        description: [deal.companyName, roundMoney(deal.value)].filter(Boolean).join(' · '),
        leftSection: <IconCurrencyZloty {...iconProps} />,
        onClick: () => router.push(`/deals/${deal.id}`),
      })),
    },
  ];
  return groups.filter(({ actions }) => actions.length > 0);
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

export const Palette = () => {
  const t = useTranslations('shell');
  const [typed, setTyped] = useState('');
  const commands = { group: t('commands'), actions: matching(typed, useCommandActions()) };
  const places = { group: t('goTo'), actions: matching(typed, usePlaceActions()) };
  const records = useRecordGroups(typed);
  const groups = firstChosen(
    typed,
    [...records, commands, places].filter(({ actions }) => actions.length > 0),
  );
  return (
    <Spotlight
      actions={groups}
      query={typed}
      onQueryChange={setTyped}
      filter={(_query, all) => all}
      nothingFound={t('nothingFound')}
      scrollable
      maxHeight={420}
      radius="lg"
      styles={{ actionDescription: { opacity: 1 } }}
      attributes={{ content: { 'aria-label': t('search') } }}
      searchProps={{ leftSection: <IconSearch {...iconProps} />, placeholder: t('searchPlaceholder'), 'aria-label': t('search') }}
    />
  );
};
