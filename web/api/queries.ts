'use client';

import type { ActionContract, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import {
  keepPreviousData,
  type QueryClient,
  type QueryKey,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from './client.ts';
import { sliceOf, staleAfterWrite } from './freshness.ts';
import type { RequestOf } from './request.ts';

export const keyOf = <A extends ActionContract>(contract: A, input: RequestOf<A>): QueryKey => [sliceOf(contract), contract.name, input];
export const pagesKeyOf = <A extends ActionContract>(contract: A, input: RequestOf<A>): QueryKey => [
  sliceOf(contract),
  contract.name,
  'pages',
  input,
];

type ReadOptions = Readonly<{ enabled?: boolean; staleTime?: number; refetchInterval?: number | false; keepPrevious?: boolean }>;

export const useRead = <A extends ActionContract>(contract: A, input: RequestOf<A>, options: ReadOptions = {}) =>
  useQuery<OutputOf<A>>({
    queryKey: keyOf(contract, input),
    queryFn: ({ signal }) => api(contract, input, { signal }),
    enabled: options.enabled ?? true,
    ...(options.staleTime === undefined ? {} : { staleTime: options.staleTime }),
    ...(options.refetchInterval === undefined ? {} : { refetchInterval: options.refetchInterval }),
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });

export type ItemOf<A> = OutputOf<A> extends { items: readonly (infer T)[] } ? T : never;

/** A list, page by page; `rows` are all pages fetched so far. */
export const useReadPages = <A extends ActionContract>(
  contract: A,
  input: RequestOf<A>,
  options: Pick<ReadOptions, 'enabled' | 'keepPrevious'> = {},
) => {
  const query = useInfiniteQuery({
    queryKey: pagesKeyOf(contract, input),
    queryFn: ({ pageParam, signal }) =>
      api(contract, { ...(input as object), ...(pageParam ? { cursor: pageParam } : {}) } as RequestOf<A>, { signal }) as Promise<
        Page<ItemOf<A>>
      >,
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  return { ...query, rows };
};

export const forget = (client: QueryClient, slices: readonly string[]): void => {
  for (const slice of slices) void client.invalidateQueries({ queryKey: [slice] });
};

/** A write; on success everything it made old is asked again. */
export const useWrite = <A extends ActionContract>(contract: A) => {
  const client = useQueryClient();
  return useMutation<OutputOf<A>, Error, RequestOf<A>>({
    mutationFn: (input) => api(contract, input),
    onSuccess: () => forget(client, staleAfterWrite(contract)),
  });
};
