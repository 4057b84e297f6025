'use client';

import { deleteContact, getContact, restoreContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { phoneLink } from '@crm-gtd/shared/text/phone.ts';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots, IconMail, IconPhone, IconTrash } from '@tabler/icons-react';
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
import { OpenLoops } from '../records/open-loops.tsx';
import classes from '../records/records.module.css';
import { Timeline } from '../records/timeline.tsx';
import { ContactFields } from './contact-fields.tsx';
import { contactName } from './contact-name.ts';

const DeleteMenu = ({ contactId, name }: Readonly<{ contactId: string; name: string }>) => {
  const t = useTranslations('contacts');
  const act = useAct();
  const router = useRouter();
  const remove = async (): Promise<void> => {
    const gone = await act(
      deleteContact,
      { contactId },
      { done: () => t('done.deleted', { name }), undo: () => api(restoreContact, { contactId }) },
    );
    if (gone) router.push('/contacts');
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

export const ContactPage = ({ contactId }: Readonly<{ contactId: string }>) => {
  const t = useTranslations('contacts');
  const may = useMay('crm.contacts:write');
  const { data: contact, error, refetch } = useRead(getContact, { contactId });
  if (error) return <ErrorState subject="contact" error={error} onRetry={() => void refetch()} />;
  if (!contact) return <RecordSkeleton />;
  const callLink = contact.phone ? phoneLink(contact.phone) : undefined;
  return (
    <>
      <BackLink href="/contacts" label={t('title')} />
      <PageHeader
        title={contactName(contact)}
        note={[contact.jobTitle, contact.companyName].filter(Boolean).join(' · ') || undefined}
        actions={
          <>
            {callLink && (
              <Button component="a" href={callLink} variant="default" leftSection={<IconPhone size={16} />}>
                {t('call')}
              </Button>
            )}
            {contact.email && (
              <Button component="a" href={`mailto:${contact.email}`} leftSection={<IconMail size={16} />}>
                {t('write')}
              </Button>
            )}
            {may && <DeleteMenu contactId={contactId} name={contactName(contact)} />}
          </>
        }
      />
      <div className={classes.layout}>
        <ContactFields contact={contact} />
        <Timeline recordId={contactId} />
        <OpenLoops of={{ contactId }} />
      </div>
    </>
  );
};
