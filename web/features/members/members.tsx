'use client';

import { changeRole, listMemberships, type Membership, removeMembership } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { atLeast, Role, type Role as RoleName, roles } from '@crm-gtd/shared/contracts/permissions.ts';
import { ActionIcon, Avatar, Badge, Button, Group, Select, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { IconUserMinus, IconUserPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { PageHeader } from '../../components/page-header.tsx';
import type { Column } from '../../components/record-row.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { useAct } from '../../components/use-act.ts';
import { useMay, useSession } from '../../session/session.tsx';
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

const RemoveButton = ({ member }: Readonly<{ member: Membership }>) => {
  const t = useTranslations('members');
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
    <ActionIcon aria-label={t('removeNamed', { name: member.name })} onClick={remove}>
      <IconUserMinus size={17} stroke={1.7} />
    </ActionIcon>
  );
};

const Person = ({ member }: Readonly<{ member: Membership }>) => {
  const t = useTranslations('members');
  const { user } = useSession();
  return (
    <Group gap="sm" wrap="nowrap" component="span">
      <Avatar size={34} radius="xl" color="iris" aria-hidden="true">
        {initials(member.name)}
      </Avatar>
      <span style={{ minWidth: 0 }}>
        <Group gap={6} component="span">
          <Text component="span" size="sm" fw={560}>
            {member.name}
          </Text>
          {member.userId === user.id && <Badge color="gray">{t('you')}</Badge>}
        </Group>
        <Text size="xs" c="dimmed" component="span" display="block" truncate>
          {member.email}
        </Text>
      </span>
    </Group>
  );
};

const idOf = ({ id }: Membership): string => id;
const nameOf = ({ name }: Membership): string => name;

const useColumns = (mayWrite: boolean): readonly Column<Membership>[] => {
  const t = useTranslations('members.heads');
  const names = useTranslations('roles');
  const { user } = useSession();
  const { day } = useFormats();
  return [
    { key: 'person', header: t('person'), width: '40%', render: (member) => <Person member={member} /> },
    { key: 'role', header: t('role'), render: (member) => (mayWrite ? <RoleSelect member={member} /> : names(member.role)) },
    { key: 'since', header: t('since'), width: '130px', render: ({ createdAt }) => day(createdAt) },
    {
      key: 'actions',
      header: t('actions'),
      width: '100px',
      align: 'right',
      bare: true,
      render: (member) => mayWrite && member.userId !== user.id && <RemoveButton member={member} />,
    },
  ];
};

export const Members = () => {
  const t = useTranslations('members');
  const query = useRead(listMemberships, {});
  const mayWrite = useMay('gateway.members:write');
  const columns = useColumns(mayWrite);
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
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {!query.error && (
        <RecordTable
          label={t('title')}
          columns={columns}
          rows={query.data?.items ?? []}
          rowId={idOf}
          rowName={nameOf}
          loading={query.isPending}
        />
      )}
      {mayWrite && <Invitations />}
      {inviting && <InviteWindow onClose={close} />}
    </>
  );
};
