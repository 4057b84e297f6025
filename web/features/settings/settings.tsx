'use client';

import { Button, SegmentedControl, Stack, Switch, useMantineColorScheme } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { PageHeader } from '../../components/page-header.tsx';
import { useSingleKeys } from '../../keys/single-keys.ts';
import { useMay } from '../../session/session.tsx';
import { openShortcuts } from '../../shell/shell-state.ts';
import { Block, Blocks } from './block.tsx';
import { ContextsForm } from './contexts-form.tsx';
import { OrganizationForm } from './organization-form.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { Sessions } from './sessions.tsx';
import { StagesForm } from './stages-form.tsx';

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

export const Settings = () => {
  const t = useTranslations('settings');
  const mayStages = useMay('crm.pipelines:write');
  const mayContexts = useMay('gtd.tasks:write');
  return (
    <>
      <PageHeader title={t('title')} />
      <Blocks>
        <Block title={t('profile')} text={t('profileText')}>
          <ProfileForm />
        </Block>
        <Block title={t('organization')} text={t('organizationText')}>
          <OrganizationForm />
        </Block>
        {mayStages && (
          <Block title={t('stages')} text={t('stagesText')}>
            <StagesForm />
          </Block>
        )}
        {mayContexts && (
          <Block title={t('contexts')} text={t('contextsText')}>
            <ContextsForm />
          </Block>
        )}
        <Block title={t('appearance')} text={t('appearanceText')}>
          <Appearance />
        </Block>
        <Block title={t('keyboard')} text={t('keyboardText')}>
          <Keyboard />
        </Block>
        <Block title={t('password')} text={t('passwordText')}>
          <PasswordForm />
        </Block>
        <Block title={t('sessions')} text={t('sessionsText')}>
          <Sessions />
        </Block>
      </Blocks>
    </>
  );
};
