'use client';

import { getOrganization } from '@crm-gtd/shared/contracts/gateway/organizations.ts';
import { Alert, Anchor } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useRead } from '../api/queries.ts';
import { useMay } from '../session/session.tsx';

/** The tab remembers that it has shown an organization its plans: the way there is led once, not at every step. */
const led = (organizationId: string): string => `crm.plans-shown.${organizationId}`;

/** The plan has ended: told on every screen. Whoever can buy one begins on the plans page. */
export const ReadOnlyBanner = () => {
  const t = useTranslations('shell.readOnly');
  const router = useRouter();
  const path = usePathname();
  const mayBuy = useMay('billing.subscription:write');
  const { data } = useRead(getOrganization, {});
  const ended = data?.access === 'readOnly' ? data.id : undefined;
  const there = path.startsWith('/billing');
  useEffect(() => {
    if (!ended || sessionStorage.getItem(led(ended))) return;
    sessionStorage.setItem(led(ended), 'yes');
    if (mayBuy && !there) router.replace('/billing');
  }, [ended, mayBuy, there, router]);
  if (!ended || there) return null;
  return (
    <Alert color="amber" variant="light" mb="md" role="status" icon={<IconLock size={18} />} title={t('title')}>
      {t('text')}{' '}
      {mayBuy ? (
        // In the text's own colour: the accent does not stand out enough on amber.
        <Anchor component={Link} href="/billing" size="sm" fw={560} c="inherit" underline="always">
          {t('plans')}
        </Anchor>
      ) : (
        t('askOwner')
      )}
    </Alert>
  );
};
