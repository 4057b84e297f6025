import { listTags } from '@crm-gtd/shared/contracts/crm/tags.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { TagsStore } from './tags.store.ts';

export const tagsActions = (store: TagsStore): ActionEntry[] => [
  handle(listTags, async (query, { scope }) => ({ items: (await store.list(scope, query)).map((tag) => ({ tag })), nextCursor: null })),
];
