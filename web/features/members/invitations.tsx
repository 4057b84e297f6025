'use client';

import {
  type Invitation,
  type IssuedInvitation,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from '@crm-gtd/shared/contracts/gateway/invitations.ts';
import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useReadPages } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { useAct } from '../../components/use-act.ts';
import imports from '../imports/imports.module.css';
import { LinkWindow } from './link-window.tsx';

type RowProps = Readonly<{ invitation: Invitation; onIssued: (issued: IssuedInvitation) => void }>;

const InvitationRow = ({ invitation, onIssued }: RowProps) => {
  const t = useTranslations('members');
  const names = useTranslations('roles');
  const { dateTime } = useFormats();
  const act = useAct();
  const { id: invitationId, email, role, invitedByName, expired, expiresAt } = invitation;
  const resend = async (): Promise<void> => {
    const issued = await act(resendInvitation, { invitationId });
    if (issued) onIssued(issued);
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={560}>
          {email}
        </Text>
        <Text size="xs" c="dimmed">
          {t('invitedBy', { name: invitedByName })}
        </Text>
      </Table.Td>
      <Table.Td>{names(role)}</Table.Td>
      <Table.Td>{expired ? <Badge color="gray">{t('expired')}</Badge> : dateTime(expiresAt)}</Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end">
          <Button size="xs" variant="default" aria-label={t('resendNamed', { email })} onClick={() => void resend()}>
            {t('resend')}
          </Button>
          <Button
            size="xs"
            variant="subtle"
            color="red"
            aria-label={t('revokeNamed', { email })}
            onClick={() => void act(revokeInvitation, { invitationId })}
          >
            {t('revoke')}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
};

const heads = ['invited', 'role', 'validUntil', 'actions'] as const;

/** Places promised and not yet taken. Nothing is shown when there are none. */
export const Invitations = () => {
  const t = useTranslations('members');
  const query = useReadPages(listInvitations, {});
  const [issued, setIssued] = useState<IssuedInvitation>();
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.rows.length === 0) return null;
  return (
    <>
      <Text component="h2" fw={600} size="md" mt="xl" mb="xs">
        {t('invitations')}
      </Text>
      <div className={imports.table}>
        <Table verticalSpacing="sm" horizontalSpacing="md" miw={620} aria-label={t('invitations')}>
          <Table.Thead>
            <Table.Tr>
              {heads.map((head) => (
                <Table.Th key={head}>{t(`heads.${head}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {query.rows.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} onIssued={setIssued} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {query.hasNextPage && (
        <Button variant="default" size="xs" mt="sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      {issued && <LinkWindow issued={issued} onClose={() => setIssued(undefined)} />}
    </>
  );
};
