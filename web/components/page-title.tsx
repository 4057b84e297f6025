'use client';

import { useTranslations } from 'next-intl';

/** What the tab says. One at a time on a page. */
export const PageTitle = ({ title }: Readonly<{ title?: string }>) => {
  const name = useTranslations('app')('name');
  return <title>{title ? `${title} · ${name}` : name}</title>;
};
