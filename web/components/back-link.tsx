'use client';

import { IconChevronLeft } from '@tabler/icons-react';
import Link from 'next/link';
import classes from './back-link.module.css';

export const BackLink = ({ href, label }: Readonly<{ href: string; label: string }>) => (
  <Link href={href} className={classes.back}>
    <IconChevronLeft size={15} stroke={1.8} aria-hidden="true" />
    {label}
  </Link>
);
