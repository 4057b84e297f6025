import { z } from 'zod';
import { opaque } from './shapes.ts';

export const pageLimit = 100;

/** Query fields every list takes. `cursor` is opaque, and long enough for the longest title it continues after; `filter` is JSON of the grammar in filters.ts; `sort` is `field` or `-field`. */
export const pageInput = {
  limit: z.coerce.number().int().min(1).max(pageLimit).default(50),
  cursor: opaque(2_500).optional(),
  sort: z
    .string()
    .regex(/^-?[a-zA-Z]{1,40}$/)
    .optional(),
  filter: opaque(4_000).optional(),
};

export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export type Page<T> = Readonly<{ items: T[]; nextCursor: string | null }>;
