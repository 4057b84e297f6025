'use client';

import { Anchor } from '@mantine/core';
import { callHref } from './call-href.ts';

/** A number one can tap; what cannot be dialled is only read. */
export const PhoneLink = ({ phone }: Readonly<{ phone: string | null }>) => {
  const href = phone && callHref(phone);
  if (!href) return phone;
  return (
    <Anchor href={href} size="sm" data-target>
      {phone}
    </Anchor>
  );
};
