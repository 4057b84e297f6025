'use client';

import type { InvitationPreview } from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import { lookAtInvitation } from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import { Anchor, Skeleton, Stack, Text } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Suspense } from 'react';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { codeOf } from '../../components/error-texts.ts';
import { useLinkToken } from '../../components/link-token.ts';
import { useCurrentSession, useRestored } from '../../session/session.tsx';
import { AuthFrame } from '../auth/auth-frame.tsx';
import { JoinAsMe } from './join-as-me.tsx';
import { JoinChoice } from './join-choice.tsx';

const deadCodes = ['INVITATION_NOT_FOUND', 'INVITATION_USED', 'INVITATION_REVOKED', 'INVITATION_EXPIRED'] as const;
type DeadCode = (typeof deadCodes)[number];
const isDead = (code: string): code is DeadCode => (deadCodes as readonly string[]).includes(code);

const Waiting = () => (
  <Stack aria-hidden="true">
    <Skeleton height={60} />
    <Skeleton height={160} />
  </Stack>
);

/** A link that opens nothing says why, and what can be done about it. */
const DeadLink = ({ code }: Readonly<{ code: DeadCode }>) => {
  const t = useTranslations('invitation');
  return (
    <AuthFrame title={t(`dead.${code}.title`)} text={t(`dead.${code}.text`)}>
      <Anchor component={Link} href="/sign-in" fw={560}>
        {t('toSignIn')}
      </Anchor>
    </AuthFrame>
  );
};

const Living = ({ token, preview }: Readonly<{ token: string; preview: InvitationPreview }>) => {
  const t = useTranslations('invitation');
  const roles = useTranslations('roles');
  const hints = useTranslations('members.roleHints');
  const { state } = useRestored();
  const session = useCurrentSession();
  const { organizationName, invitedByName, role } = preview;
  return (
    <AuthFrame title={t('title', { organizationName })} text={t('text', { invitedByName, organizationName })}>
      <Stack>
        <Text>
          {t('as', { role: roles(role) })} <Text span c="dimmed">{`(${hints(role)})`}</Text>
        </Text>
        {state === 'asking' && <Waiting />}
        {state !== 'asking' && session && <JoinAsMe token={token} preview={preview} session={session} />}
        {state !== 'asking' && !session && <JoinChoice token={token} preview={preview} />}
      </Stack>
    </AuthFrame>
  );
};

const WithLink = ({ token }: Readonly<{ token: string }>) => {
  const t = useTranslations('invitation');
  const { data, error, refetch } = useRead(lookAtInvitation, { token }, { staleTime: Number.POSITIVE_INFINITY });
  if (data) return <Living token={token} preview={data} />;
  const code = codeOf(error);
  if (error && isDead(code)) return <DeadLink code={code} />;
  return (
    <AuthFrame title={t('opening')} text="">
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Waiting />}
    </AuthFrame>
  );
};

export const InvitationPage = () => {
  const token = useLinkToken();
  if (token === undefined) return <DeadLink code="INVITATION_NOT_FOUND" />;
  return <Suspense>{token && <WithLink key={token} token={token} />}</Suspense>;
};
