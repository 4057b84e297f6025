'use client';

import { useLocalStorage } from '@mantine/hooks';

/** The switch of WCAG 2.1.4: off, only Ctrl/Cmd combinations remain. */
export const useSingleKeys = () => useLocalStorage<boolean>({ key: 'crm.singleKeys', defaultValue: true });
