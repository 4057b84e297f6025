import { z } from 'zod';
import { action } from '../define.ts';
import { page } from '../paging.ts';
import { query } from '../shapes.ts';

export const listTags = action('v1.crm.tags.list', {
  http: 'GET /tags',
  permission: 'crm.contacts:read',
  input: z.object({ of: z.enum(['contacts', 'companies']).default('contacts'), q: query.optional() }),
  output: page(z.object({ tag: z.string() })),
  summary: 'Tags in use that begin as `q` does, whatever letter case and accents; each once, as one record spells it, the first fifty.',
});
