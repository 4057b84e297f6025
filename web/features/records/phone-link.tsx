'use client';

import { phoneLink, shownPhone } from '@crm-gtd/shared/text/phone.ts';
import { Anchor } from '@mantine/core';

/** A number one can tap; what cannot be dialled is only read. */
export const PhoneLink = ({ phone }: Readonly<{ phone: string | null }>) => {
  const href = phone && phoneLink(phone);
  if (!href) return phone;
  return (
    <Anchor href={href} size="sm" data-target>
      {shownPhone(phone)}
    </Anchor>
  );
};
