'use client';

import type { AccountSession } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { logout } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import { acceptInvitation, type InvitationPreview } from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import { Button, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { setSession } from '../../api/session.ts';
import { tellTabs } from '../../api/tabs.ts';
import { Failure } from '../auth/auth-fields.tsx';
import { useJoined } from './use-joined.ts';

type Props = Readonly<{ token: string; preview: InvitationPreview; session: AccountSession }>;

const useStep = () => {
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return { failure, busy, run };
};

/** Signed in as somebody else than the invitation is for: joining under that name is what nobody offered. */
const OtherPerson = ({ preview, session }: Omit<Props, 'token'>) => {
  const t = useTranslations('invitation');
  const { failure, busy, run } = useStep();
  const leave = () =>
    run(async () => {
      await api(logout, {});
      tellTabs('signedOut');
      setSession(null);
    });
  return (
    <Stack>
      <Failure error={failure} />
      <Text>{t('otherPerson', { signedIn: session.user.email, invited: preview.email })}</Text>
      <Button size="md" fullWidth loading={busy} onClick={() => void leave()}>
        {t('signOutFirst')}
      </Button>
    </Stack>
  );
};

export const JoinAsMe = ({ token, preview, session }: Props) => {
  const t = useTranslations('invitation');
  const joined = useJoined();
  const { failure, busy, run } = useStep();
  if (session.user.email !== preview.email) return <OtherPerson preview={preview} session={session} />;
  const join = () => run(async () => joined(await api(acceptInvitation, { token })));
  return (
    <Stack>
      <Failure error={failure} />
      <Text c="dimmed">{t('signedInAs', { email: session.user.email })}</Text>
      <Button size="md" fullWidth loading={busy} onClick={() => void join()}>
        {t('join', { organizationName: preview.organizationName })}
      </Button>
    </Stack>
  );
};
