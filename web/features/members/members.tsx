'use client';

import { changeRole, listMemberships, type Membership, removeMembership } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { atLeast, Role, type Role as RoleName, roles } from '@crm-gtd/shared/contracts/permissions.ts';
import { ActionIcon, Avatar, Badge, Button, Group, Select, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { IconUserMinus, IconUserPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { useAct } from '../../components/use-act.ts';
import { useMay, useSession } from '../../session/session.tsx';
import imports from '../imports/imports.module.css';
import { ListSkeleton } from '../tasks/task-list.tsx';
import { Invitations } from './invitations.tsx';
import { InviteWindow } from './invite.tsx';

const initials = (name: string): string =>
  name
    .split(' ')
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase();

const RoleSelect = ({ member }: Readonly<{ member: Membership }>) => {
  const t = useTranslations('members');
  const names = useTranslations('roles');
  const own = useSession().role;
  const act = useAct();
  const change = (role: RoleName): Promise<unknown> =>
    act(
      changeRole,
      { membershipId: member.id, role, expectedVersion: member.version },
      {
        done: () => t('done.role', { name: member.name, role: names(role) }),
        undo: () => api(changeRole, { membershipId: member.id, role: member.role }),
      },
    );
  return (
    <Select
      size="xs"
      w={170}
      allowDeselect={false}
      aria-label={t('roleOf', { name: member.name })}
      value={member.role}
      onChange={(role) => role && void change(Role.parse(role))}
      data={roles.filter((role) => atLeast(own, role) || role === member.role).map((role) => ({ value: role, label: names(role) }))}
    />
  );
};

const MemberRow = ({ member, mayWrite }: Readonly<{ member: Membership; mayWrite: boolean }>) => {
  const t = useTranslations('members');
  const names = useTranslations('roles');
  const { user } = useSession();
  const { day } = useFormats();
  const act = useAct();
  const remove = (): void => {
    modals.openConfirmModal({
      title: t('removeTitle', { name: member.name }),
      children: <Text size="sm">{t('removeText')}</Text>,
      labels: { confirm: t('remove'), cancel: t('keep') },
      confirmProps: { color: 'red.6' },
      onConfirm: () => void act(removeMembership, { membershipId: member.id }),
    });
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <Avatar size={34} radius="xl" color="iris" aria-hidden="true">
            {initials(member.name)}
          </Avatar>
          <div>
            <Group gap={6}>
              <Text size="sm" fw={560}>
                {member.name}
              </Text>
              {member.userId === user.id && <Badge color="gray">{t('you')}</Badge>}
            </Group>
            <Text size="xs" c="dimmed">
              {member.email}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td>{mayWrite ? <RoleSelect member={member} /> : names(member.role)}</Table.Td>
      <Table.Td>{day(member.createdAt)}</Table.Td>
      <Table.Td ta="right">
        {mayWrite && member.userId !== user.id && (
          <ActionIcon aria-label={t('removeNamed', { name: member.name })} onClick={remove}>
            <IconUserMinus size={17} stroke={1.7} />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  );
};

const heads = ['person', 'role', 'since', 'actions'] as const;

export const Members = () => {
  const t = useTranslations('members');
  const query = useRead(listMemberships, {});
  const mayWrite = useMay('gateway.members:write');
  const [inviting, { open, close }] = useDisclosure(false);
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        note={query.data?.items.length}
        actions={
          mayWrite && (
            <Button leftSection={<IconUserPlus size={16} />} onClick={open}>
              {t('invite')}
            </Button>
          )
        }
      />
      {query.isPending && <ListSkeleton />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <div className={imports.table}>
          <Table verticalSpacing="sm" horizontalSpacing="md" miw={620} aria-label={t('title')}>
            <Table.Thead>
              <Table.Tr>
                {heads.map((head) => (
                  <Table.Th key={head}>{t(`heads.${head}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {query.data.items.map((member) => (
                <MemberRow key={member.id} member={member} mayWrite={mayWrite} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {mayWrite && <Invitations />}
      {inviting && <InviteWindow onClose={close} />}
    </>
  );
};
