'use client';

import { deleteCompany, getCompany, restoreCompany } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { listContacts } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { ActionIcon, Button, Menu, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconTrash, IconUserPlus } from '@tabler/icons-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { BackLink } from '../../components/back-link.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { RecordSkeleton } from '../../components/record-skeleton.tsx';
import { useAct } from '../../components/use-act.ts';
import { useMay } from '../../session/session.tsx';
import { contactName } from '../contacts/contact-name.ts';
import { NewContactWindow } from '../contacts/new-contact.tsx';
import { OpenLoops } from '../records/open-loops.tsx';
import classes from '../records/records.module.css';
import { Timeline } from '../records/timeline.tsx';
import { Section } from '../today/section.tsx';
import todayClasses from '../today/today.module.css';
import { CompanyFields } from './company-fields.tsx';

const shownPeople = 20;

const People = ({ companyId }: Readonly<{ companyId: string }>) => {
  const t = useTranslations('companies');
  const { data } = useRead(listContacts, { companyId, limit: shownPeople, sort: 'lastName' });
  const people = data?.items ?? [];
  if (people.length === 0) return null;
  return (
    <Section title={t('people')} count={people.length}>
      <div className={todayClasses.panel}>
        {people.map((person) => (
          <Link key={person.id} href={`/contacts/${person.id}`} className={todayClasses.deal}>
            <Text size="sm" fw={530}>
              {contactName(person)}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {[person.jobTitle, person.email].filter(Boolean).join(' · ')}
            </Text>
          </Link>
        ))}
      </div>
    </Section>
  );
};

const DeleteMenu = ({ companyId, name }: Readonly<{ companyId: string; name: string }>) => {
  const t = useTranslations('companies');
  const act = useAct();
  const router = useRouter();
  const remove = async (): Promise<void> => {
    const gone = await act(
      deleteCompany,
      { companyId },
      { done: () => t('done.deleted', { name }), undo: () => api(restoreCompany, { companyId }) },
    );
    if (gone) router.push('/companies');
  };
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t('more')}>
          <IconDots size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => void remove()}>
          {t('delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};

export const CompanyPage = ({ companyId }: Readonly<{ companyId: string }>) => {
  const t = useTranslations('companies');
  const may = useMay('crm.companies:write');
  const mayContact = useMay('crm.contacts:write');
  const [adding, { open, close }] = useDisclosure(false);
  const { data: company, error, refetch } = useRead(getCompany, { companyId });
  if (error) return <ErrorState subject="company" error={error} onRetry={() => void refetch()} />;
  if (!company) return <RecordSkeleton />;
  return (
    <>
      <BackLink href="/companies" label={t('title')} />
      <PageHeader
        title={company.name}
        note={company.city ?? undefined}
        actions={
          <>
            {mayContact && (
              <Button leftSection={<IconUserPlus size={16} />} onClick={open}>
                {t('addPerson')}
              </Button>
            )}
            {may && <DeleteMenu companyId={companyId} name={company.name} />}
          </>
        }
      />
      <div className={classes.layout}>
        <Stack gap="xl">
          <CompanyFields company={company} />
          <People companyId={companyId} />
        </Stack>
        <Timeline recordId={companyId} />
        <OpenLoops of={{ companyId }} />
      </div>
      {adding && <NewContactWindow companyId={companyId} onClose={close} />}
    </>
  );
};
