'use client';

import { Button, SegmentedControl, Stack, Switch, Text, useMantineColorScheme } from '@mantine/core';
import { IconKeyboard, IconLogout } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { useSingleKeys } from '../../keys/single-keys.ts';
import { useSignOut } from '../../session/sign-out.ts';
import { openShortcuts } from '../../shell/shell-state.ts';
import { OrganizationForm } from './organization-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import classes from './settings.module.css';

const Block = ({ title, text, children }: Readonly<{ title: string; text: string; children: ReactNode }>) => (
  <section className={classes.block} aria-label={title}>
    <div>
      <Text component="h2" fw={600} size="md" m={0}>
        {title}
      </Text>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
    </div>
    <div>{children}</div>
  </section>
);

const Appearance = () => {
  const t = useTranslations('shell.scheme');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      aria-label={t('label')}
      value={colorScheme}
      onChange={(value) => setColorScheme(value === 'dark' || value === 'light' ? value : 'auto')}
      data={(['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(value) }))}
    />
  );
};

const Keyboard = () => {
  const t = useTranslations('keys');
  const [singleKeys, setSingleKeys] = useSingleKeys();
  return (
    <Stack gap="md" align="flex-start">
      <Switch
        checked={singleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        label={t('single')}
        description={t('singleHint')}
      />
      <Button size="xs" variant="default" leftSection={<IconKeyboard size={16} />} onClick={openShortcuts}>
        {t('title')}
      </Button>
    </Stack>
  );
};

const Sessions = () => {
  const t = useTranslations('settings');
  const signOut = useSignOut();
  return (
    <Stack gap="sm" align="flex-start">
      <Button variant="default" leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
        {t('signOut')}
      </Button>
      <Button variant="subtle" color="red" onClick={() => void signOut(true)}>
        {t('signOutEverywhere')}
      </Button>
    </Stack>
  );
};

export const Settings = () => {
  const t = useTranslations('settings');
  return (
    <>
      <PageHeader title={t('title')} />
      <div className={classes.blocks}>
        <Block title={t('profile')} text={t('profileText')}>
          <ProfileForm />
        </Block>
        <Block title={t('organization')} text={t('organizationText')}>
          <OrganizationForm />
        </Block>
        <Block title={t('appearance')} text={t('appearanceText')}>
          <Appearance />
        </Block>
        <Block title={t('keyboard')} text={t('keyboardText')}>
          <Keyboard />
        </Block>
        <Block title={t('sessions')} text={t('sessionsText')}>
          <Sessions />
        </Block>
      </div>
    </>
  );
};
