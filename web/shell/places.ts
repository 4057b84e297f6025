import type { Permission } from '@crm-gtd/shared/contracts/permissions.ts';
import {
  type Icon,
  IconActivityHeartbeat,
  IconAddressBook,
  IconBuilding,
  IconCalendarEvent,
  IconChecklist,
  IconCreditCard,
  IconFileImport,
  IconFolders,
  IconHistory,
  IconHourglass,
  IconInbox,
  IconLayoutKanban,
  IconSettings,
  IconSparkles,
  IconStack2,
  IconUsers,
} from '@tabler/icons-react';

export type PlaceName =
  | 'inbox'
  | 'today'
  | 'tasks'
  | 'waiting'
  | 'projects'
  | 'someday'
  | 'deals'
  | 'contacts'
  | 'companies'
  | 'imports'
  | 'billing'
  | 'audit'
  | 'assistant'
  | 'members'
  | 'system'
  | 'settings';

export type Place = Readonly<{ name: PlaceName; href: `/${string}`; icon: Icon; permission?: Permission | 'operator'; letter?: string }>;
export type PlaceGroup = Readonly<{ name: 'work' | 'records' | 'firm'; places: readonly Place[] }>;

/** The rail, the palette, `g` and a letter, and the phone's drawer all read this. */
export const placeGroups: readonly PlaceGroup[] = [
  {
    name: 'work',
    places: [
      { name: 'inbox', href: '/inbox', icon: IconInbox, permission: 'gtd.inbox:read', letter: 'i' },
      { name: 'today', href: '/today', icon: IconCalendarEvent, permission: 'gtd.tasks:read', letter: 't' },
      { name: 'tasks', href: '/tasks', icon: IconChecklist, permission: 'gtd.tasks:read', letter: 'n' },
      { name: 'waiting', href: '/waiting', icon: IconHourglass, permission: 'gtd.tasks:read', letter: 'w' },
      { name: 'projects', href: '/projects', icon: IconFolders, permission: 'gtd.tasks:read', letter: 'p' },
      { name: 'someday', href: '/someday', icon: IconStack2, permission: 'gtd.tasks:read', letter: 's' },
    ],
  },
  {
    name: 'records',
    places: [
      { name: 'deals', href: '/deals', icon: IconLayoutKanban, permission: 'crm.deals:read', letter: 'd' },
      { name: 'contacts', href: '/contacts', icon: IconAddressBook, permission: 'crm.contacts:read', letter: 'c' },
      { name: 'companies', href: '/companies', icon: IconBuilding, permission: 'crm.companies:read', letter: 'o' },
    ],
  },
  {
    name: 'firm',
    places: [
      { name: 'imports', href: '/imports', icon: IconFileImport, permission: 'crm.imports:read', letter: 'm' },
      { name: 'billing', href: '/billing', icon: IconCreditCard, permission: 'billing.subscription:read', letter: 'b' },
      { name: 'audit', href: '/audit', icon: IconHistory, permission: 'gateway.audit:read', letter: 'a' },
      { name: 'assistant', href: '/assistant', icon: IconSparkles, permission: 'ai.executions:read' },
      { name: 'members', href: '/members', icon: IconUsers, permission: 'gateway.members:read' },
      { name: 'system', href: '/system', icon: IconActivityHeartbeat, permission: 'operator', letter: 'y' },
      { name: 'settings', href: '/settings', icon: IconSettings },
    ],
  },
];

export const allPlaces: readonly Place[] = placeGroups.flatMap(({ places }) => places);

export const mayVisit = (place: Place, permissions: readonly string[]): boolean =>
  !place.permission || permissions.includes(place.permission);

export const isAt = (place: Place, path: string): boolean => path === place.href || path.startsWith(`${place.href}/`);
