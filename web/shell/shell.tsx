'use client';

import { AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect } from 'react';
import { UndoKey } from '../components/undo.tsx';
import { KeyListener } from '../keys/key-listener.tsx';
import { useSession } from '../session/session.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { GlobalKeys } from './global-keys.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { ReadOnlyBanner } from './read-only-banner.tsx';
import classes from './shell.module.css';
import { ShellWindows } from './shell-windows.tsx';

const PhoneHeader = ({ opened, toggle }: Readonly<{ opened: boolean; toggle: () => void }>) => {
  const t = useTranslations('shell');
  const { organizationName } = useSession();
  return (
    <Group h="100%" px={8} gap="xs" wrap="nowrap">
      <Burger opened={opened} onClick={toggle} size="sm" aria-label={t(opened ? 'closeMenu' : 'openMenu')} w={44} h={44} />
      <Text fw={600} truncate>
        {organizationName}
      </Text>
    </Group>
  );
};

export const Shell = ({ children }: Readonly<{ children: ReactNode }>) => {
  const t = useTranslations('shell');
  const path = usePathname();
  const [opened, { toggle, close }] = useDisclosure(false);
  useEffect(() => {
    if (path) close();
  }, [path, close]);
  return (
    <>
      <a href="#main" className={classes.skip}>
        {t('skip')}
      </a>
      <AppShell
        layout="alt"
        header={{ height: { base: 52, sm: 0 } }}
        navbar={{ width: 244, breakpoint: 'sm', collapsed: { mobile: !opened } }}
        footer={{ height: { base: 60, sm: 0 } }}
        transitionDuration={150}
      >
        <AppShell.Header hiddenFrom="sm">
          <PhoneHeader opened={opened} toggle={toggle} />
        </AppShell.Header>
        <AppShell.Navbar className={classes.rail} p={10}>
          <Rail onClose={close} />
        </AppShell.Navbar>
        <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
          <div className={classes.content}>
            <ReadOnlyBanner />
            {children}
          </div>
        </AppShell.Main>
        <AppShell.Footer hiddenFrom="sm">
          <BottomBar />
        </AppShell.Footer>
      </AppShell>
      <Palette />
      <ShellWindows />
      <GlobalKeys />
      <KeyListener />
      <UndoKey />
    </>
  );
};
