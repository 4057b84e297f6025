'use client';

import { Menu, Text, UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import {
  IconBuildingCommunity,
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSettings,
  IconSun,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { moveTo } from '../api/session.ts';
import { useFailureNote } from '../components/failure-note.tsx';
import { useSession } from '../session/session.tsx';
import { useSignOut } from '../session/sign-out.ts';
import classes from './shell.module.css';
import { openShortcuts } from './shell-state.ts';

const schemes = [
  ['light', IconSun],
  ['dark', IconMoon],
  ['auto', IconDeviceDesktop],
] as const;

const SchemeItems = () => {
  const t = useTranslations('shell.scheme');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return schemes.map(([scheme, Icon]) => (
    <Menu.Item
      key={scheme}
      leftSection={<Icon size={16} stroke={1.7} />}
      rightSection={colorScheme === scheme ? <IconCheck size={14} /> : null}
      onClick={() => setColorScheme(scheme)}
    >
      {t(scheme)}
    </Menu.Item>
  ));
};

const useSwitchOrganization = () => {
  const client = useQueryClient();
  const router = useRouter();
  const failureNote = useFailureNote();
  return async (organizationId: string): Promise<void> => {
    try {
      await moveTo(organizationId);
      client.clear();
      router.push('/today');
    } catch (error) {
      failureNote(error);
    }
  };
};

const OrganizationItems = () => {
  const t = useTranslations('shell');
  const { memberships, organizationId } = useSession();
  const switchTo = useSwitchOrganization();
  if (memberships.length < 2) return null;
  return (
    <>
      <Menu.Label>{t('organizations')}</Menu.Label>
      {memberships.map((membership) => (
        <Menu.Item
          key={membership.organizationId}
          leftSection={<IconBuildingCommunity size={16} stroke={1.7} />}
          rightSection={membership.organizationId === organizationId ? <IconCheck size={14} /> : null}
          onClick={() => void switchTo(membership.organizationId)}
        >
          {membership.organizationName}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
};

export const UserMenu = () => {
  const t = useTranslations('shell');
  const session = useSession();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-start" width={250}>
      <Menu.Target>
        <UnstyledButton className={classes.brand}>
          <VisuallyHidden>{t('account')}</VisuallyHidden>
          <span className={classes.brandMark} aria-hidden="true">
            {session.organizationName.slice(0, 1).toUpperCase()}
          </span>
          <span style={{ flex: 1, minWidth: 0 }}>
            <Text size="sm" fw={600} truncate lh={1.25}>
              {session.organizationName}
            </Text>
            <Text size="xs" c="dimmed" truncate lh={1.25}>
              {session.user.name}
            </Text>
          </span>
          <IconSelector size={16} stroke={1.6} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <OrganizationItems />
        <Menu.Item component={Link} href="/settings" leftSection={<IconSettings size={16} stroke={1.7} />}>
          {t('settings')}
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} stroke={1.7} />} onClick={openShortcuts}>
          {t('shortcuts')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('scheme.label')}</Menu.Label>
        <SchemeItems />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.7} />} onClick={() => void signOut()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
