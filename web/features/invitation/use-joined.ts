'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useCallback } from 'react';
import { moveTo } from '../../api/session.ts';

/** From the invitation straight into the organization it led to. */
export const useJoined = () => {
  const router = useRouter();
  const client = useQueryClient();
  return useCallback(
    async ({ organizationId }: Readonly<{ organizationId: string }>): Promise<void> => {
      await moveTo(organizationId);
      client.clear();
      router.replace('/today');
      router.refresh();
    },
    [router, client],
  );
};
